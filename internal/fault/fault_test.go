package fault_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/sluice-desktop/sluice/internal/fault"
)

func TestWhatTheWindowSees(t *testing.T) {
	secret := errors.New("token=hunter2")
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"a fault, without its cause", fault.New(fault.Denied, "helm", secret, "No %s", "way").On("rule"), `{"kind":"denied","system":"helm","detail":"No way","field":"rule"}`},
		{"a wrapped fault", fmt.Errorf("list: %w", fault.New(fault.NotFound, "", nil, "Gone")), `{"kind":"notFound","detail":"Gone"}`},
		{"cancelled", context.Canceled, `{"kind":"cancelled","detail":"Cancelled"}`},
		{"too late", fmt.Errorf("x: %w", context.DeadlineExceeded), `{"kind":"unreachable","detail":"No answer in time. Check the network or the VPN, then retry"}`},
		{"anything else, without its text", secret, `{"kind":"internal","detail":"Sluice met an error it did not expect. It is in the log"}`},
	}
	for _, tt := range tests {
		got, ok := fault.Wire(tt.err).(string)
		if !ok || got != tt.want || !json.Valid([]byte(got)) {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
	if !errors.Is(fault.New(fault.Denied, "helm", secret, "No"), secret) {
		t.Error("the cause must stay for the log")
	}
}
