package main

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
)

// machine is where the figures were taken.
type machine struct {
	Cores      int     `json:"cores"`
	CPU        string  `json:"cpu"`
	MemoryMiB  int64   `json:"memory_mib"`
	Kernel     string  `json:"kernel"`
	Go         string  `json:"go"`
	LoadBefore float64 `json:"load_before"` // runnable processes over a minute: what others did at that time
	LoadAfter  float64 `json:"load_after"`
}

func look() machine {
	m := machine{Cores: runtime.NumCPU(), Go: runtime.Version(), LoadBefore: load()}
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease") // unknown elsewhere than on Linux
	m.Kernel = "Linux " + strings.TrimSpace(string(kernel))
	_, m.CPU, _ = strings.Cut(lineOf("/proc/cpuinfo", "model name"), ": ")
	if words := strings.Fields(lineOf("/proc/meminfo", "MemTotal")); len(words) > 1 {
		kib, _ := strconv.ParseInt(words[1], 10, 64)
		m.MemoryMiB = kib >> 10
	}
	return m
}

func load() float64 {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	v, _ := strconv.ParseFloat(first, 64)
	return v
}

func lineOf(path, beginning string) string {
	text, _ := os.ReadFile(path)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, beginning) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// commit is the one that is checked out, with a mark when files differ from it.
func commit(ctx context.Context) string {
	said, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty", "--abbrev=12", "--match=").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(said))
}
