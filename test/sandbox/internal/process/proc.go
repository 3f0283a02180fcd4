package process

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// sighting is what /proc says about a process.
type sighting struct {
	started    uint64
	executable string
	zombie     bool
}

func look(pid int) (sighting, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return sighting{}, err
	}
	seen, err := parseStat(string(stat))
	if err != nil || seen.zombie {
		return seen, err
	}
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	seen.executable = strings.TrimSuffix(path, " (deleted)")
	return seen, err
}

// parseStat reads state and start time, which are the third and the 22nd field. The second is the command in brackets
// and may itself hold brackets and spaces, so counting begins after the last closing one.
func parseStat(stat string) (sighting, error) {
	end := strings.LastIndexByte(stat, ')')
	if end < 0 {
		return sighting{}, errors.New("no command in /proc stat line")
	}
	fields := strings.Fields(stat[end+1:])
	if len(fields) < 20 {
		return sighting{}, errors.New("short /proc stat line")
	}
	started, err := strconv.ParseUint(fields[19], 10, 64)
	return sighting{started: started, zombie: fields[0] == "Z" || fields[0] == "X"}, err
}

// marked finds running processes that carry the mark.
func marked(mark string) []Process {
	want := []byte(markVariable + "=" + mark)
	entries, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil
	}
	var found []Process
	for _, path := range entries {
		environ, err := os.ReadFile(path)
		if err != nil || !hasVariable(environ, want) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil {
			continue
		}
		if seen, err := look(pid); err == nil && !seen.zombie {
			name := filepath.Base(seen.executable)
			found = append(found, Process{Name: name, PID: pid, Started: seen.started, Executable: seen.executable})
		}
	}
	return found
}

func hasVariable(environ, want []byte) bool {
	for _, variable := range bytes.Split(environ, []byte{0}) {
		if bytes.Equal(variable, want) {
			return true
		}
	}
	return false
}

// Memory is the process's share of memory in bytes (PSS: shared pages are divided among those who share them).
func (p Process) Memory() int64 {
	rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p.PID))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(rollup)) {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == "Pss:" {
			kib, _ := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10
		}
	}
	return 0
}
