// A server that speaks MongoDB's protocol over SQLite, for tests: FerretDB 1.24, embedded.
// FerretDB's own command cannot be installed from the module proxy: it stops at once because a file is missing that its release build generates.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

// Usage: ferretdb <address to listen on> <directory of the data>
func main() {
	quiet := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: os.Args[1]},
		Handler:   "sqlite",
		SQLiteURL: "file:" + os.Args[2] + "/",
		Logger:    quiet,
	})
	if err != nil {
		quiet.Error(err.Error())
		os.Exit(1)
	}
	stopped, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := server.Run(stopped); err != nil {
		quiet.Error(err.Error())
		os.Exit(1)
	}
}
