// Command dockerfile-check says what `docker build --check` says about the Dockerfile of each folder given, without Docker and without a network,
// and which files it copies that its build context does not have or that .dockerignore keeps out.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

type finding struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// offline takes every base image for a plain Linux with a PATH.
type offline struct{}

func (offline) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	platform := ocispecs.Platform{OS: "linux", Architecture: "amd64"}
	if opt.ImageOpt != nil && opt.ImageOpt.Platform != nil {
		platform = *opt.ImageOpt.Platform
	}
	image := ocispecs.Image{Platform: platform, Config: ocispecs.ImageConfig{Env: []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}}}
	config, err := json.Marshal(image)
	return ref, digest.FromBytes(config), config, err
}

func lint(path string, text []byte) ([]finding, error) {
	source := llb.NewSourceMap(nil, path, "Dockerfile", text)
	source.Definition = &llb.Definition{}
	opt := dockerfile2llb.ConvertOpt{MetaResolver: offline{}, SourceMap: source}
	results, err := dockerfile2llb.DockerfileLint(context.Background(), text, opt)
	if err != nil {
		return nil, err
	}
	found := []finding{}
	if results.Error != nil {
		found = append(found, finding{path, 0, results.Error.Message + " [BuildError]"})
	}
	for _, warning := range results.Warnings {
		line := 0
		if ranges := warning.Location.GetRanges(); len(ranges) > 0 {
			line = int(ranges[0].Start.Line)
		}
		found = append(found, finding{path, line, fmt.Sprintf("%s [%s]", warning.Detail, warning.RuleName)})
	}
	return found, nil
}

// copies checks every source of a COPY or ADD that comes from the build context.
func copies(folder, path string, text []byte) ([]finding, error) {
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, nil // lint has said so
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return nil, nil // lint has said so
	}
	ignored, err := ignore(folder)
	if err != nil {
		return nil, err
	}
	found := []finding{}
	for _, stage := range stages {
		for _, command := range stage.Commands {
			for _, source := range sources(command) {
				if fault := fault(folder, source, ignored); fault != "" {
					found = append(found, finding{path, command.Location()[0].Start.Line, fmt.Sprintf("%s %s [Context]", source, fault)})
				}
			}
		}
	}
	return found, nil
}

func sources(command instructions.Command) []string {
	switch c := command.(type) {
	case *instructions.CopyCommand:
		if c.From == "" {
			return c.SourcePaths
		}
	case *instructions.AddCommand:
		return c.SourcePaths
	}
	return nil
}

func ignore(folder string) (*patternmatcher.PatternMatcher, error) {
	file, err := os.Open(filepath.Join(folder, ".dockerignore"))
	if os.IsNotExist(err) {
		return patternmatcher.New(nil)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		return nil, err
	}
	return patternmatcher.New(patterns)
}

func fault(folder, source string, ignored *patternmatcher.PatternMatcher) string {
	found, err := filepath.Glob(filepath.Join(folder, source))
	if err != nil || len(found) == 0 {
		return "is not in the build context"
	}
	for _, path := range found {
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err.Error()
		}
		if out, err := ignored.MatchesOrParentMatches(name); err != nil || (out && name != ".") {
			return "is kept out of the build context by .dockerignore"
		}
	}
	return ""
}

func main() {
	all := []finding{}
	for _, folder := range os.Args[1:] {
		path := filepath.Join(folder, "Dockerfile")
		text, err := os.ReadFile(path)
		exit(err)
		for _, check := range []func() ([]finding, error){
			func() ([]finding, error) { return lint(path, text) },
			func() ([]finding, error) { return copies(folder, path, text) },
		} {
			found, err := check()
			exit(err)
			all = append(all, found...)
		}
	}
	exit(json.NewEncoder(os.Stdout).Encode(all))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
