package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// memory is the share that a process and all it started have of the machine's memory, in megabytes (PSS: pages that are
// shared with others count in part), and the share of the process alone.
func memory(pid int) (all, alone float64) {
	for _, one := range family(pid) {
		share := pss(one)
		all += share
		if one == pid {
			alone = share
		}
	}
	return all, alone
}

// family is a process and everything below it.
func family(pid int) []int {
	children := map[int][]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is right
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// The name is in brackets and may hold anything; the parent is the second word after it.
		words := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(words) < 2 {
			continue
		}
		parent, _ := strconv.Atoi(words[1])
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		children[parent] = append(children[parent], child)
	}
	out := []int{pid}
	for i := 0; i < len(out); i++ {
		out = append(out, children[out[i]]...)
	}
	return out
}

func pss(pid int) float64 {
	words := strings.Fields(lineOf(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Pss:"))
	if len(words) < 2 {
		return 0
	}
	kib, _ := strconv.ParseFloat(words[1], 64)
	return kib * 1024 / 1e6
}
