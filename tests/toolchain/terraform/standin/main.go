// A Terraform provider that stands in for a real one: it serves the schema dump that lies beside its binary, under whatever
// name and version the mirror gives it, and makes up what a cloud would answer. It needs no network and no credentials.
//
// With the address of a provider as its argument it says how to attach to it, and serves until its input ends.
package main

import (
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func main() {
	executable, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	folder := filepath.Dir(executable)
	read, err := readDump(filepath.Join(folder, "schema.json.gz"))
	if err != nil {
		log.Fatal(err)
	}
	known, err := readFacts(filepath.Join(folder, "facts.json"))
	if err != nil {
		log.Fatal(err)
	}
	served := newProvider(read, known)
	address, options := "stand-in", []tf6server.ServeOpt{}
	if len(os.Args) > 1 {
		address, options = os.Args[1], append(options, tf6server.WithManagedDebug())
		go endWithInput()
	}
	if err := tf6server.Serve(address, func() tfprotov6.ProviderServer { return served }, options...); err != nil {
		log.Fatal(err)
	}
}

func endWithInput() {
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}
