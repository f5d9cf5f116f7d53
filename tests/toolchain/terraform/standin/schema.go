package main

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"sort"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What a dump says of an attribute.
type attribute struct {
	Type       json.RawMessage `json:"type"`
	Nested     *nested         `json:"nested_type"`
	Required   bool            `json:"required"`
	Optional   bool            `json:"optional"`
	Computed   bool            `json:"computed"`
	Sensitive  bool            `json:"sensitive"`
	Deprecated bool            `json:"deprecated"`
	WriteOnly  bool            `json:"write_only"`
}

type nested struct {
	Attributes map[string]attribute `json:"attributes"`
	Nesting    string               `json:"nesting_mode"`
}

type block struct {
	Attributes map[string]attribute   `json:"attributes"`
	Blocks     map[string]nestedBlock `json:"block_types"`
	Deprecated bool                   `json:"deprecated"`
}

type nestedBlock struct {
	Block   block  `json:"block"`
	Nesting string `json:"nesting_mode"`
	Min     int64  `json:"min_items"`
	Max     int64  `json:"max_items"`
}

type schema struct {
	Version int64 `json:"version"`
	Block   block `json:"block"`
}

type function struct {
	Return     json.RawMessage `json:"return_type"`
	Parameters []parameter     `json:"parameters"`
	Variadic   *parameter      `json:"variadic_parameter"`
}

type parameter struct {
	Name string          `json:"name"`
	Type json.RawMessage `json:"type"`
}

// The form in which `terraform providers schema -json` prints a provider.
type dump struct {
	Provider  schema              `json:"provider"`
	Resources map[string]schema   `json:"resource_schemas"`
	Data      map[string]schema   `json:"data_source_schemas"`
	Ephemeral map[string]schema   `json:"ephemeral_resource_schemas"`
	Functions map[string]function `json:"functions"`
}

func readDump(path string) (dump, error) {
	var read dump
	file, err := os.Open(path)
	if err != nil {
		return read, err
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return read, err
	}
	return read, json.NewDecoder(plain).Decode(&read)
}

func typeOf(raw json.RawMessage) tftypes.Type {
	//nolint:staticcheck // the only parser of the form that dumps have
	parsed, err := tftypes.ParseJSONType(raw)
	if err != nil {
		panic(err)
	}
	return parsed
}

func sorted[T any](items map[string]T) []string {
	names := make([]string, 0, len(items))
	for name := range items {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func (s schema) protocol() *tfprotov6.Schema {
	return &tfprotov6.Schema{Version: s.Version, Block: s.Block.protocol()}
}

func (b block) protocol() *tfprotov6.SchemaBlock {
	made := &tfprotov6.SchemaBlock{Attributes: attributes(b.Attributes), Deprecated: b.Deprecated}
	for _, name := range sorted(b.Blocks) {
		inner := b.Blocks[name]
		made.BlockTypes = append(made.BlockTypes, &tfprotov6.SchemaNestedBlock{
			TypeName: name,
			Block:    inner.Block.protocol(),
			Nesting:  blockNesting[inner.Nesting],
			MinItems: inner.Min,
			MaxItems: inner.Max,
		})
	}
	return made
}

func attributes(all map[string]attribute) []*tfprotov6.SchemaAttribute {
	made := make([]*tfprotov6.SchemaAttribute, 0, len(all))
	for _, name := range sorted(all) {
		a := all[name]
		one := &tfprotov6.SchemaAttribute{
			Name: name, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive, Deprecated: a.Deprecated, WriteOnly: a.WriteOnly,
		}
		if a.Nested != nil {
			one.NestedType = &tfprotov6.SchemaObject{Attributes: attributes(a.Nested.Attributes), Nesting: objectNesting[a.Nested.Nesting]}
		} else {
			one.Type = typeOf(a.Type)
		}
		made = append(made, one)
	}
	return made
}

var blockNesting = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
	"group":  tfprotov6.SchemaNestedBlockNestingModeGroup,
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
}

var objectNesting = map[string]tfprotov6.SchemaObjectNestingMode{
	"single": tfprotov6.SchemaObjectNestingModeSingle,
	"list":   tfprotov6.SchemaObjectNestingModeList,
	"set":    tfprotov6.SchemaObjectNestingModeSet,
	"map":    tfprotov6.SchemaObjectNestingModeMap,
}

func (f function) protocol() *tfprotov6.Function {
	made := &tfprotov6.Function{Return: &tfprotov6.FunctionReturn{Type: typeOf(f.Return)}}
	for _, one := range f.Parameters {
		made.Parameters = append(made.Parameters, one.protocol())
	}
	if f.Variadic != nil {
		made.VariadicParameter = f.Variadic.protocol()
	}
	return made
}

func (p parameter) protocol() *tfprotov6.FunctionParameter {
	return &tfprotov6.FunctionParameter{Name: p.Name, Type: typeOf(p.Type)}
}
