package main

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"
)

func TestAScreenIsCompleteOnceItIsWhatItStays(t *testing.T) {
	black, grey := bytes.Repeat([]byte{0}, 10_000), bytes.Repeat([]byte{23}, 10_000)
	text := slices.Clone(grey)
	copy(text[2000:], bytes.Repeat([]byte{200}, 300)) // three in a hundred pixels: a table's rows
	cursor := slices.Clone(text)
	cursor[9999] = 255
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	for _, c := range []struct {
		name              string
		frames            []frame
		painted, complete float64
	}{
		{"the rows come last", []frame{{0, black}, {ms(300), grey}, {ms(500), text}}, 300, 500},
		{"a blinking cursor does not count", []frame{{0, black}, {ms(300), grey}, {ms(500), text}, {ms(1000), cursor}}, 300, 500},
		{"rows that went away again do", []frame{{0, black}, {ms(300), text}, {ms(500), grey}, {ms(900), text}}, 300, 900},
	} {
		t.Run(c.name, func(t *testing.T) {
			if painted, complete := moments(c.frames); painted != c.painted || complete != c.complete {
				t.Errorf("painted after %v, complete after %v; want %v and %v", painted, complete, c.painted, c.complete)
			}
		})
	}
}

func TestTheFamilyOfAProcessHoldsItselfAndHasMemory(t *testing.T) {
	all, alone := memory(os.Getpid())
	if alone <= 0 || all < alone {
		t.Errorf("all %v MB, alone %v MB", all, alone)
	}
}
