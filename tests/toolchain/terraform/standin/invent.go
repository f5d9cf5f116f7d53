package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Values that the cloud would have given where a plain invention would not be believed: "type.attribute" or "*.attribute" → value.
type facts map[string]json.RawMessage

func readFacts(path string) (facts, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var read facts
	return read, json.Unmarshal(text, &read)
}

// One resource or data source whose missing values are made up.
type inventor struct {
	facts facts
	// Its type, and a digest of what is known of it: the same configuration gets the same values every time.
	kind, seed string
}

func (p *provider) inventor(kind string, known tftypes.Value) inventor {
	sum := sha256.Sum256([]byte(kind + known.String()))
	return inventor{facts: p.facts, kind: kind, seed: hex.EncodeToString(sum[:])}
}

// fill gives each computed attribute that has no value one: of its own choice or, while planning, "known after apply".
func fill(block *tfprotov6.SchemaBlock, value tftypes.Value, choose func(path string, t tftypes.Type) tftypes.Value) tftypes.Value {
	return fillBlock(block, value, "", choose)
}

func fillBlock(block *tfprotov6.SchemaBlock, value tftypes.Value, path string, choose func(string, tftypes.Type) tftypes.Value) tftypes.Value {
	if value.IsNull() || !value.IsKnown() {
		return value
	}
	fields := map[string]tftypes.Value{}
	must(value.As(&fields))
	for _, a := range block.Attributes {
		field := fields[a.Name]
		if !field.IsKnown() || (field.IsNull() && a.Computed) {
			fields[a.Name] = choose(path+a.Name, a.ValueType())
		}
	}
	for _, inner := range block.BlockTypes {
		fields[inner.TypeName] = fillNested(inner, fields[inner.TypeName], path+inner.TypeName+".", choose)
	}
	return tftypes.NewValue(value.Type(), fields)
}

func fillNested(inner *tfprotov6.SchemaNestedBlock, value tftypes.Value, path string, choose func(string, tftypes.Type) tftypes.Value) tftypes.Value {
	if value.IsNull() || !value.IsKnown() {
		return value
	}
	switch value.Type().(type) {
	case tftypes.Object:
		return fillBlock(inner.Block, value, path, choose)
	case tftypes.Map:
		items := map[string]tftypes.Value{}
		must(value.As(&items))
		for key, item := range items {
			items[key] = fillBlock(inner.Block, item, path+key+".", choose)
		}
		return tftypes.NewValue(value.Type(), items)
	}
	var items []tftypes.Value
	must(value.As(&items))
	for index, item := range items {
		items[index] = fillBlock(inner.Block, item, fmt.Sprintf("%s%d.", path, index), choose)
	}
	return tftypes.NewValue(value.Type(), items)
}

// holds says whether a state is what a configuration asks for: what is not asked for may be anything that the provider chooses.
func holds(block *tfprotov6.SchemaBlock, config, state tftypes.Value) bool {
	if config.IsNull() || state.IsNull() || !config.IsKnown() {
		return config.IsNull() && state.IsNull()
	}
	var asked, there map[string]tftypes.Value
	must(config.As(&asked))
	must(state.As(&there))
	for _, a := range block.Attributes {
		if free := asked[a.Name].IsNull() && a.Computed; !free && !asked[a.Name].Equal(there[a.Name]) {
			return false
		}
	}
	for _, inner := range block.BlockTypes {
		if !holdsNested(inner, asked[inner.TypeName], there[inner.TypeName]) {
			return false
		}
	}
	return true
}

func holdsNested(inner *tfprotov6.SchemaNestedBlock, config, state tftypes.Value) bool {
	if !config.Type().Is(tftypes.Set{}) && !config.Type().Is(tftypes.List{}) {
		return config.Equal(state)
	}
	if !config.IsKnown() || config.IsNull() || state.IsNull() {
		return config.IsNull() && state.IsNull()
	}
	var asked, there []tftypes.Value
	must(config.As(&asked))
	must(state.As(&there))
	there = slices.Clone(there) // it is the state itself, which is still needed
	for _, one := range asked {
		at := slices.IndexFunc(there, func(other tftypes.Value) bool { return holds(inner.Block, one, other) })
		if at < 0 || (at > 0 && config.Type().Is(tftypes.List{})) {
			return false
		}
		there = slices.Delete(there, at, at+1)
	}
	return len(there) == 0
}

func unknown(_ string, t tftypes.Type) tftypes.Value {
	return tftypes.NewValue(t, tftypes.UnknownValue)
}

func (i inventor) value(path string, t tftypes.Type) tftypes.Value {
	for _, key := range []string{i.kind + "." + path, "*." + path} {
		if raw, found := i.facts[key]; found {
			//nolint:staticcheck // reads plain JSON into the type at hand
			value, err := tftypes.ValueFromJSON(raw, t)
			must(err)
			return value
		}
	}
	return i.plain(path, t)
}

func (i inventor) plain(path string, t tftypes.Type) tftypes.Value {
	switch kind := t.(type) {
	case tftypes.List:
		return tftypes.NewValue(t, []tftypes.Value{i.value(path+".0", kind.ElementType)})
	case tftypes.Set:
		return tftypes.NewValue(t, []tftypes.Value{i.value(path+".0", kind.ElementType)})
	case tftypes.Map:
		return tftypes.NewValue(t, map[string]tftypes.Value{})
	case tftypes.Object:
		fields := map[string]tftypes.Value{}
		for name, field := range kind.AttributeTypes {
			fields[name] = i.value(path+"."+name, field)
		}
		return tftypes.NewValue(t, fields)
	}
	switch {
	case t.Is(tftypes.Number):
		return tftypes.NewValue(t, big.NewFloat(1))
	case t.Is(tftypes.Bool):
		return tftypes.NewValue(t, false)
	}
	return tftypes.NewValue(tftypes.String, i.text(path))
}

func (i inventor) text(path string) string {
	sum := sha256.Sum256([]byte(i.seed + path))
	word := hex.EncodeToString(sum[:8])
	switch {
	case strings.HasSuffix(path, "json") || strings.HasSuffix(path, "policy"):
		return `{"Statement":[]}`
	case strings.HasSuffix(path, "arn"):
		return fmt.Sprintf("arn:aws:stand-in:eu-west-1:111111111111:%s/%s", i.kind, word)
	}
	return word
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
