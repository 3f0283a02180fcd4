package file_test

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// fillADisk is the child: its files may not grow beyond a limit, as on a disk without room. It says what it finds.
func fillADisk(path string) {
	signal.Ignore(syscall.SIGXFSZ)
	j := file.New(path, time.Now)
	check(j.Open())
	check(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 200_000, Max: 400_000}))
	written := int64(0)
	for {
		e, err := j.Append(background(), audit.Event{Operation: "a", Outcome: audit.Refused, Reason: strings.Repeat("x", 3000) + fmt.Sprint(written)})
		if err != nil {
			fmt.Println("refused:", fault.Of(err).Detail)
			break
		}
		written = e.Seq
	}
	if _, err := j.Append(background(), audit.Event{Operation: "b", Reason: strings.Repeat("y", 3000)}); err == nil || j.Problem() == nil {
		fmt.Println("a second record was taken, or the problem is not told")
	}
	v, err := j.Verify(background())
	check(err)
	page, err := j.Window(background(), live.Query{Limit: 10})
	check(err)
	records, err := j.Records(background(), "a")
	check(err)
	fmt.Println("read:", v.Intact, v.Records == written, int64(page.Matched) == written, int64(len(records)) == written, written > 3)
	check(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 400_000, Max: 400_000}))
	e, err := j.Append(background(), audit.Event{Operation: "c", Outcome: audit.Refused})
	fmt.Println("room again:", err, e.Seq == written+1, j.Problem())
	os.Exit(0)
}

func check(err error) {
	if err != nil {
		fmt.Println("unexpected:", err)
		os.Exit(1)
	}
}

// Without room nothing is recorded, and so nothing changed; reading goes on, and so does writing once there is room.
func TestAFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "JOURNAL_ON_A_FULL_DISK="+path)
	out, err := child.CombinedOutput()
	want := "refused: The audit journal " + path + " cannot be used, so no change is possible. The disk took no more. Free some space, or raise your quota\n" +
		"read: true true true true true\nroom again: <nil> true <nil>\n"
	if err != nil || string(out) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, out, want)
	}
}
