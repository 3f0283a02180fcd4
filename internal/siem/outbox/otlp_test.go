package outbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	collectorpb "go.opentelemetry.io/proto/slim/otlp/collector/logs/v1"
	logs "go.opentelemetry.io/proto/slim/otlp/logs/v1"
	"google.golang.org/protobuf/proto"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/siem"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
)

// fromOTLP reads an export as OpenTelemetry's own messages; see is shown each log record.
func fromOTLP(see func(*logs.LogRecord)) func(string, []byte) ([]received, error) {
	return func(contentType string, body []byte) ([]received, error) {
		var export collectorpb.ExportLogsServiceRequest
		if err := proto.Unmarshal(body, &export); err != nil || contentType != "application/x-protobuf" {
			return nil, fmt.Errorf("%s: %w", contentType, err)
		}
		var batch []received
		for _, resource := range export.ResourceLogs {
			for _, scope := range resource.ScopeLogs {
				for _, record := range scope.LogRecords {
					var r received
					if err := json.Unmarshal([]byte(record.Body.GetStringValue()), &r); err != nil {
						return nil, err
					}
					see(record)
					batch = append(batch, r)
				}
			}
		}
		return batch, nil
	}
}

func (c *collector) otlp() outbox.Endpoint {
	return outbox.Endpoint{Name: "central", Kind: outbox.OTLP, URL: "https://" + c.address, CA: c.authority.path}
}

func TestRecordsBecomeLogRecordsOfOpenTelemetry(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	seen := map[string]*logs.LogRecord{}
	c.body = fromOTLP(func(r *logs.LogRecord) {
		for _, a := range r.Attributes {
			if a.Key == "sluice.operation" {
				seen[a.Value.GetStringValue()] = r
			}
		}
	})
	c.next(says(503), func(_ http.ResponseWriter, r *http.Request, _ []received) bool {
		if r.URL.Path != "/v1/logs" {
			t.Errorf("path %s", r.URL.Path)
		}
		return true
	})
	j := newJournal(0)
	for outcome, operation := range map[audit.Outcome]string{audit.Asked: "a", audit.Succeeded: "b", audit.Refused: "c", audit.Failed: "d"} {
		j.add(audit.Event{Operation: operation, Outcome: outcome})
	}
	j.add(audit.Event{Operation: "e", Outcome: audit.Asked, Emergency: "The shop is down and the window is closed"})
	d := start(t, configure(t, j, c.otlp()))
	d.untilAll(5)
	c.complete(j.Events())
	for operation, severity := range map[string]logs.SeverityNumber{
		"a": logs.SeverityNumber_SEVERITY_NUMBER_INFO, "b": logs.SeverityNumber_SEVERITY_NUMBER_INFO2, "c": logs.SeverityNumber_SEVERITY_NUMBER_WARN,
		"d": logs.SeverityNumber_SEVERITY_NUMBER_ERROR, "e": logs.SeverityNumber_SEVERITY_NUMBER_ERROR3,
	} {
		r := seen[operation]
		if r == nil || r.SeverityNumber != severity || r.SeverityText == "" || r.TimeUnixNano != 1790928000123456789 || r.ObservedTimeUnixNano == 0 {
			t.Errorf("%s: %v", operation, r)
		}
	}
	attributes := map[string]string{}
	for _, a := range seen["e"].Attributes {
		attributes[a.Key] = a.Value.GetStringValue()
	}
	if attributes["sluice.key"] != "j1-5" || attributes["sluice.person"] != "Olga" || attributes["sluice.emergency"] == "" || attributes["sluice.hash"] == "" {
		t.Errorf("%v", attributes)
	}
	if _, there := attributes["sluice.customer"]; there {
		t.Error("an empty field is no attribute")
	}
}

// OpenTelemetry says how many records were rejected, not which: they are found all the same.
func TestAPartialSuccessIsTakenApart(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	c.body = fromOTLP(func(*logs.LogRecord) {})
	c.from(func(w http.ResponseWriter, r *http.Request, batch []received) bool {
		rejected := &collectorpb.ExportLogsPartialSuccess{}
		for _, one := range batch {
			if one.Seq == 3 {
				rejected.RejectedLogRecords, rejected.ErrorMessage = 1, "attribute too long"
			}
		}
		answer, err := proto.Marshal(&collectorpb.ExportLogsServiceResponse{PartialSuccess: rejected})
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
		_, _ = w.Write(answer)
		return rejected.RejectedLogRecords == 0
	})
	d := start(t, configure(t, newJournal(8), c.otlp()))
	s := d.until("all is sent or refused", func(s siem.Sink) bool { return s.Queue == 0 })
	letters, err := d.Letters(t.Context(), "central")
	if got, _ := c.records(); err != nil || len(got) != 7 || s.Dead != 1 || letters[0].Seq != 3 || letters[0].Reason != "1 rejected: attribute too long" {
		t.Errorf("%d arrived; %+v, %+v, %v", len(got), s, letters, err)
	}
}
