package outbox

import (
	"time"

	collector "go.opentelemetry.io/proto/slim/otlp/collector/logs/v1"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	logs "go.opentelemetry.io/proto/slim/otlp/logs/v1"
	resource "go.opentelemetry.io/proto/slim/otlp/resource/v1"
	"google.golang.org/protobuf/proto"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// inOTLP is a batch as OpenTelemetry log records, in OpenTelemetry's own messages.
type inOTLP struct{ line *line }

func newOTLP(l *line) shape { return inOTLP{l} }

func (inOTLP) path() string        { return "v1/logs" }
func (inOTLP) contentType() string { return "application/x-protobuf" }

func (o inOTLP) body(batch []record) ([]byte, error) {
	scope := &logs.ScopeLogs{Scope: &common.InstrumentationScope{Name: "sluice.audit"}}
	for _, r := range batch {
		scope.LogRecords = append(scope.LogRecords, o.logRecord(r))
	}
	return proto.Marshal(&collector.ExportLogsServiceRequest{ResourceLogs: []*logs.ResourceLogs{{
		Resource:  &resource.Resource{Attributes: []*common.KeyValue{text("service.name", "sluice")}},
		ScopeLogs: []*logs.ScopeLogs{scope},
	}}})
}

// logRecord has the whole record as its body, and what one searches by as attributes.
func (o inOTLP) logRecord(r record) *logs.LogRecord {
	weight, word := grave(r.Event).severityNumber()
	out := &logs.LogRecord{
		ObservedTimeUnixNano: nanos(o.line.o.Now()), SeverityNumber: weight, SeverityText: word,
		EventName: "sluice.audit." + string(r.Outcome), Body: &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: string(r.body)}},
	}
	if at, err := time.Parse(time.RFC3339Nano, r.At); err == nil {
		out.TimeUnixNano = nanos(at)
	}
	for _, f := range fieldsOf(r) {
		out.Attributes = append(out.Attributes, text("sluice."+f.name, f.value))
	}
	return out
}

func nanos(t time.Time) uint64 { return uint64(max(t.UnixNano(), 0)) }

func text(name, value string) *common.KeyValue {
	return &common.KeyValue{Key: name, Value: &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: value}}}
}

// taken reads a partial success. Which records were refused is not said, so the batch counts as refused, and is taken
// apart until it shows.
func (o inOTLP) taken(contentType string, answer []byte) (head, error) {
	told := &collector.ExportLogsServiceResponse{}
	if contentType != o.contentType() || proto.Unmarshal(answer, told) != nil {
		return head{}, nil
	}
	if n := told.GetPartialSuccess().GetRejectedLogRecords(); n > 0 {
		said := secret.Said(told.GetPartialSuccess().GetErrorMessage())
		return head{}, &setback{refused, 0, fault.New(fault.Invalid, "siem", nil, "%d rejected: %s", n, said)}
	}
	return head{}, nil
}

// severityNumber is where OpenTelemetry puts what syslog calls so.
func (g gravity) severityNumber() (logs.SeverityNumber, string) {
	switch g {
	case alert:
		return logs.SeverityNumber_SEVERITY_NUMBER_ERROR3, "ALERT"
	case failure:
		return logs.SeverityNumber_SEVERITY_NUMBER_ERROR, "ERROR"
	case warning:
		return logs.SeverityNumber_SEVERITY_NUMBER_WARN, "WARN"
	case notice:
		return logs.SeverityNumber_SEVERITY_NUMBER_INFO2, "NOTICE"
	}
	return logs.SeverityNumber_SEVERITY_NUMBER_INFO, "INFO"
}
