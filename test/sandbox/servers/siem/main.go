// Command siem is a place that audit records are sent to: as JSON and as OpenTelemetry logs over HTTPS, and by syslog over
// TLS. It keeps them in memory, shows them, and fails when it is told to.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8443", "address of HTTPS")
	syslog := flag.String("syslog", "127.0.0.1:6514", "address of syslog over TLS")
	cert := flag.String("cert", "", "PEM file of the certificate")
	key := flag.String("key", "", "PEM file of its key")
	flag.Parse()
	if err := serve(*listen, *syslog, *cert, *key, os.Getenv("SANDBOX_TOKEN")); err != nil {
		fmt.Fprintln(os.Stderr, "siem:", err)
		os.Exit(1)
	}
}

func serve(listen, syslogAddress, cert, key, token string) error {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return err
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	s := &store{heads: map[string]head{}}
	lines, err := tls.Listen("tcp", syslogAddress, config)
	if err != nil {
		return err
	}
	go s.acceptSyslog(lines)
	server := &http.Server{Addr: listen, Handler: s.handler(token), TLSConfig: config, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServeTLS("", "")
}
