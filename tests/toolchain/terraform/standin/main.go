// A Terraform provider that stands in for a real one: it serves the schema dump that lies beside its binary, under whatever
// name and version the mirror gives it, and makes up what a cloud would answer. It needs no network and no credentials.
package main

import (
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
	if err := tf6server.Serve("stand-in", func() tfprotov6.ProviderServer { return served }); err != nil {
		log.Fatal(err)
	}
}
