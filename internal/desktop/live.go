package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/live"
)

// LiveService gives windows of every list in the app.
type LiveService struct {
	calls Calls
	lists *live.Lists
}

// NewLiveService serves lists.
func NewLiveService(c Calls, lists *live.Lists) *LiveService { return &LiveService{c, lists} }

// Window is the part of a list that is on screen.
func (s *LiveService) Window(q live.Query) (live.Page, error) {
	return ask(s.calls, func(ctx context.Context) (live.Page, error) { return s.lists.Window(ctx, q) })
}
