package file_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
)

func background() context.Context { return context.Background() }

// kills is how often the child is killed.
const kills = 200

// The child appends as fast as it can and says so after each record; it signs, too.
func TestMain(m *testing.M) {
	if path := os.Getenv("JOURNAL_TO_FILL"); path != "" {
		fillUntilKilled(path)
	}
	if path := os.Getenv("JOURNAL_ON_A_FULL_DISK"); path != "" {
		fillADisk(path)
	}
	os.Exit(m.Run())
}

func fillUntilKilled(path string) {
	j := file.New(path, time.Now)
	if err := j.Open(); err != nil {
		fmt.Println("cannot open:", err)
		os.Exit(1)
	}
	go j.Seal(background(), newKeeper())
	for i := 0; ; i++ {
		e, err := j.Append(background(), audit.Event{Operation: strconv.Itoa(i / 2), Outcome: audit.Asked, Name: "shop-" + strconv.Itoa(i%50)})
		if err != nil {
			fmt.Println("cannot append:", err)
			os.Exit(1)
		}
		fmt.Println("acknowledged", e.Seq, e.Hash)
	}
}

// A process that is killed at any moment loses no record that was acknowledged, and leaves a chain that verifies. The
// moments are spread over the whole of a record's writing: two hundred of them, between the first lines and the fortieth
// millisecond.
func TestKilledAtAnyMoment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	acknowledged, hashes := int64(0), map[int64]string{}
	for n := range kills {
		seq, hash := killed(t, path, n)
		if seq > acknowledged {
			acknowledged = seq
			hashes[seq] = hash
		}
		if n%20 != 19 { // the journal is opened by the next child, and looked at now and then
			continue
		}
		j := open(t, path)
		v, err := j.Verify(t.Context())
		// A child that was killed before it had its key left records without a signature, which the verdict says.
		if err != nil || !v.Intact && !strings.Contains(v.Reason, "carries no signature") || v.Records < acknowledged {
			t.Fatalf("after %d kills %d were acknowledged, found %+v, %v", n+1, acknowledged, v, err)
		}
		for seq, hash := range hashes {
			found, err := j.Since(t.Context(), seq-1, 1)
			if err != nil || len(found) != 1 || found[0].Hash != hash {
				t.Fatalf("record %d was acknowledged as %s, found %+v, %v", seq, hash, found, err)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if acknowledged < kills {
		t.Errorf("only %d records in %d lives: the children do nothing", acknowledged, kills)
	}
}

// killed runs a child for a while of its own and says what it acknowledged last.
func killed(t *testing.T, path string, n int) (seq int64, hash string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "JOURNAL_TO_FILL="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for first := true; ; first = false {
		line, err := lines.ReadString('\n')
		if err != nil { // a line that was cut off acknowledges nothing
			if err != io.EOF {
				t.Fatal(err)
			}
			break
		}
		if _, err := fmt.Sscanf(line, "acknowledged %d %s\n", &seq, &hash); err != nil {
			t.Fatalf("the child says %q", line)
		}
		if first {
			// Odd steps of 200 µs fall into every part of writing a record, which takes about as long.
			time.AfterFunc(time.Duration(n)*197*time.Microsecond, func() { _ = child.Process.Kill() })
		}
	}
	_ = child.Wait()
	return seq, hash
}
