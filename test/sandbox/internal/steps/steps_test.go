package steps

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestStepsRunInTheOrderTheyNeedEachOther(t *testing.T) {
	var mu sync.Mutex
	var ran []string
	step := func(name string, err error, after ...string) Step {
		return Step{Name: name, After: after, Run: func(context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			ran = append(ran, name)
			return err
		}}
	}
	quiet := func(string, time.Duration, error) {}

	for _, row := range []struct {
		name  string
		steps []Step
		ran   []string
		err   string
	}{
		{"a chain given backwards", []Step{step("c", nil, "b"), step("b", nil, "a"), step("a", nil)}, []string{"a", "b", "c"}, ""},
		{"what follows a failure does not start", []Step{step("a", errors.New("broken")), step("b", nil, "a"), step("c", nil, "b")}, []string{"a"}, "a: broken"},
		{"a need that nobody meets is refused before anything runs", []Step{step("a", nil, "ghost")}, nil, `"ghost", which does not exist`},
		{"two steps of one name are refused", []Step{step("a", nil), step("a", nil)}, nil, "two steps"},
	} {
		t.Run(row.name, func(t *testing.T) {
			ran = nil
			err := Run(t.Context(), row.steps, quiet)
			if !slices.Equal(ran, row.ran) {
				t.Errorf("ran %v, want %v", ran, row.ran)
			}
			if (err == nil) != (row.err == "") || err != nil && !strings.Contains(err.Error(), row.err) {
				t.Errorf("error %v, want %q", err, row.err)
			}
		})
	}
}
