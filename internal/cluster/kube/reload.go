package kube

import (
	"context"
	"slices"
	"time"
)

const (
	look   = 2 * time.Second        // how often the files are looked at
	settle = 150 * time.Millisecond // a file that changed is read once it stayed the same this long
)

// current is what the files hold, read again if they changed.
func (c *Client) current() *kubeconfig {
	files := c.paths()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.loaded != nil && slices.Equal(c.loaded.files, files) && !c.moved(files) {
		return c.loaded
	}
	first := c.loaded == nil
	c.loaded = load(files)
	c.links, c.plugins = map[string]*link{}, map[string]*plugin{}
	if !first {
		close(c.changed)
		c.changed = make(chan struct{})
	}
	return c.loaded
}

func (c *Client) moved(files []string) bool {
	for i, name := range files {
		if !c.loaded.marks[i].same(markOf(name)) {
			return true
		}
	}
	return false
}

// Changed is closed and replaced whenever the kubeconfig files change, as long as Watch runs.
func (c *Client) Changed() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changed
}

// Watch looks at the files until ctx ends. Looking is cheaper and surer than being told: it sees through
// links, replaced files, network disks and files that appear later.
func (c *Client) Watch(ctx context.Context) {
	c.current()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		c.mu.Lock()
		files := c.loaded.files
		moving := c.moved(files)
		c.mu.Unlock()
		for moving && ctx.Err() == nil {
			before := marksOf(files)
			time.Sleep(settle) // whoever writes the file may not have finished
			moving = !slices.EqualFunc(before, marksOf(files), mark.same)
		}
		c.current()
	}
}

func marksOf(files []string) []mark {
	out := make([]mark, 0, len(files))
	for _, name := range files {
		out = append(out, markOf(name))
	}
	return out
}
