package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// glance is the time between two looks at the screen: no figure of a start is finer.
const glance = 10 * time.Millisecond

// screen is a virtual one whose memory is a file, with a session bus of its own.
type screen struct {
	xvfb, bus      *exec.Cmd
	display        string
	address        string
	memory, pixels []byte
	width, height  int
	line           int    // bytes
	empty          []byte // what it looks like with no window
}

func openScreen(ctx context.Context, folder string) (*screen, error) {
	s := &screen{}
	var err error
	s.xvfb = exec.CommandContext(ctx, "Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-fbdir", folder)
	if s.display, err = firstLine(s.xvfb); err != nil {
		return nil, fmt.Errorf("start Xvfb: %w (apt-get install xvfb)", err)
	}
	s.bus = exec.CommandContext(ctx, "dbus-daemon", "--session", "--print-address", "--nofork", "--nopidfile")
	if s.address, err = firstLine(s.bus); err != nil {
		s.close()
		return nil, fmt.Errorf("dbus-daemon: %w (apt-get install dbus)", err)
	}
	if err := s.attach(filepath.Join(folder, "Xvfb_screen0")); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// firstLine starts a server that prints where it is once it serves.
func firstLine(cmd *exec.Cmd) (string, error) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	return strings.TrimSpace(line), err
}

// attach maps the screen's memory, which has the format of an X window dump: a head of big-endian words, a table of
// colours, then the pixels.
func (s *screen) attach(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if s.memory, err = syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED); err != nil {
		return err
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(s.memory[4*i:])) }
	const head, width, height, bits, line, colours = 0, 4, 5, 11, 12, 19
	if word(bits) != 32 {
		return fmt.Errorf("the virtual screen has %d bits a pixel, not 32", word(bits))
	}
	s.width, s.height, s.line = word(width), word(height), word(line)
	s.pixels = s.memory[word(head)+12*word(colours):]
	s.empty = s.look()
	return nil
}

func (s *screen) environment() []string {
	return []string{"DISPLAY=:" + s.display, "DBUS_SESSION_BUS_ADDRESS=" + s.address}
}

func (s *screen) close() {
	for _, server := range []*exec.Cmd{s.xvfb, s.bus} {
		if server != nil && server.Process != nil {
			_ = server.Process.Kill()
			_ = server.Wait() // killed, which is no news
		}
	}
	if s.memory != nil {
		_ = syscall.Munmap(s.memory)
	}
}

// look copies the green of every pixel in every second line: enough to see any change.
func (s *screen) look() []byte {
	out := make([]byte, 0, s.width*s.height/2)
	for y := 0; y < s.height; y += 2 {
		row := s.pixels[y*s.line:]
		for x := range s.width {
			out = append(out, row[4*x+1])
		}
	}
	return out
}

// blank waits until nothing is on the screen.
func (s *screen) blank(patience time.Duration) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(glance) {
		if differ(s.look(), s.empty) <= tolerance {
			return true
		}
	}
	return false
}

// frame is what was on the screen from a moment on.
type frame struct {
	at     time.Duration // since the start
	pixels []byte
}

// film takes every change until nothing moves any more.
func (s *screen) film(began time.Time, ended <-chan error) ([]frame, error) {
	frames := []frame{{0, s.look()}}
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for time.Since(began) < starting {
		select {
		case err := <-ended:
			return nil, fmt.Errorf("the app ended: %w", errors.Join(err, errors.New("before it was measured")))
		case <-tick.C:
		}
		at, now, last := time.Since(began), s.look(), frames[len(frames)-1]
		if !bytes.Equal(now, last.pixels) {
			frames = append(frames, frame{at, now})
		} else if len(frames) > 1 && at-last.at > quiet {
			return frames, nil
		}
	}
	if len(frames) == 1 {
		return nil, fmt.Errorf("nothing was on the screen after %s", starting)
	}
	return frames, nil // something blinks: the last look counts as complete
}

// moments are when the window first covered the screen, and when the screen first was what it is in the end and stayed
// so, in milliseconds.
func moments(frames []frame) (painted, complete float64) {
	last := frames[len(frames)-1]
	at := last.at
	for i := len(frames) - 1; i >= 0 && differ(frames[i].pixels, last.pixels) <= tolerance; i-- {
		at = frames[i].at
	}
	first := last.at
	for _, f := range frames[1:] {
		if differ(f.pixels, frames[0].pixels) > 0.5 {
			first = f.at
			break
		}
	}
	return milliseconds(first), milliseconds(at)
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// differ is the share of pixels that are not the same.
func differ(a, b []byte) float64 {
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// save writes what is on the screen as PNG.
func (s *screen) save(path string) error {
	picture := image.NewRGBA(image.Rect(0, 0, s.width, s.height))
	for y := range s.height {
		for x := range s.width {
			p := s.pixels[y*s.line+4*x:]
			picture.SetRGBA(x, y, color.RGBA{p[2], p[1], p[0], 255})
		}
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(file, picture), file.Close())
}
