// Command sandbox builds, starts, fills, checks and ends a landscape of real servers on this machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const usage = `sandbox: real servers to try Sluice on, all on 127.0.0.1

  sandbox build            build the servers that are missing, once for all sandboxes
  sandbox up [--wait]      start and fill the sandbox, or find it running; --wait until all has settled
  sandbox status           what runs, and how much memory it takes
  sandbox check            whether everything is as the seed promises
  sandbox reset            put the seed back
  sandbox down             end what was started; the data stays
  sandbox bench            start one more cluster, for measuring: 10,000 pods; it is named bench
  sandbox env              shell lines that point kubectl, helm, vault and argocd at the sandbox

  --name NAME    which sandbox (demo)
  --source DIR   the folder test/sandbox of a checkout (found from the working folder upwards)
`

// options are the same for all commands.
type options struct {
	name, source string
	wait         bool
	out, notes   io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "sandbox:", err)
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, notes io.Writer) error {
	commands := map[string]func(context.Context, options) error{
		"build": buildServers, "up": up, "status": status, "check": checkSeed, "reset": reset, "down": down, "env": environment,
		"bench": bench,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(notes, usage)
		return flag.ErrHelp
	}
	o := options{out: out, notes: notes}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(notes)
	flags.Usage = func() { fmt.Fprint(notes, usage) }
	flags.StringVar(&o.name, "name", "demo", "")
	flags.StringVar(&o.source, "source", "", "")
	flags.BoolVar(&o.wait, "wait", false, "")
	if err := flags.Parse(args[1:]); err != nil {
		return flag.ErrHelp
	}
	if args[0] == "bench" {
		o.name = benchName
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is too much: see `sandbox`", flags.Arg(0))
	}
	return commands[args[0]](ctx, o)
}
