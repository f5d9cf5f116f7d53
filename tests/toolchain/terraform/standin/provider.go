package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A provider that knows the shape of everything and does nothing: what it creates exists in the state alone. Calls that are
// not here (import, moves between types, listing, actions) end the process, which whoever called it reports.
type provider struct {
	tfprotov6.ProviderServer
	facts     facts
	functions map[string]*tfprotov6.Function
	schemas   *tfprotov6.GetProviderSchemaResponse
}

func newProvider(read dump, known facts) *provider {
	schemas := &tfprotov6.GetProviderSchemaResponse{
		ServerCapabilities:       &tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true},
		Provider:                 read.Provider.protocol(),
		ResourceSchemas:          protocols(read.Resources),
		DataSourceSchemas:        protocols(read.Data),
		EphemeralResourceSchemas: protocols(read.Ephemeral),
		Functions:                map[string]*tfprotov6.Function{},
	}
	for name, one := range read.Functions {
		schemas.Functions[name] = one.protocol()
	}
	return &provider{facts: known, schemas: schemas, functions: schemas.Functions}
}

func protocols(all map[string]schema) map[string]*tfprotov6.Schema {
	made := make(map[string]*tfprotov6.Schema, len(all))
	for name, one := range all {
		made[name] = one.protocol()
	}
	return made
}

func decode(value *tfprotov6.DynamicValue, s *tfprotov6.Schema) tftypes.Value {
	decoded, err := value.Unmarshal(s.ValueType())
	must(err)
	return decoded
}

func encode(value tftypes.Value, s *tfprotov6.Schema) *tfprotov6.DynamicValue {
	encoded, err := tfprotov6.NewDynamicValue(s.ValueType(), value)
	must(err)
	return &encoded
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return p.schemas, nil
}

func (p *provider) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (p *provider) ValidateProviderConfig(_ context.Context, r *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (p *provider) ValidateResourceConfig(context.Context, *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (p *provider) ValidateDataResourceConfig(context.Context, *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func (p *provider) ValidateEphemeralResourceConfig(context.Context, *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return &tfprotov6.ValidateEphemeralResourceConfigResponse{}, nil
}

func (p *provider) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (p *provider) UpgradeResourceState(_ context.Context, r *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	s := p.schemas.ResourceSchemas[r.TypeName]
	value, err := r.RawState.Unmarshal(s.ValueType())
	if err != nil {
		return nil, err
	}
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: encode(value, s)}, nil
}

func (p *provider) ReadResource(_ context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{NewState: r.CurrentState, Private: r.Private}, nil
}

func (p *provider) PlanResourceChange(_ context.Context, r *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	s := p.schemas.ResourceSchemas[r.TypeName]
	planned := fill(s.Block, decode(r.ProposedNewState, s), unknown)
	// Terraform does not find a block again in a set within a set, once it has values of the provider's own choice.
	if prior := decode(r.PriorState, s); !prior.IsNull() && !planned.IsNull() && holds(s.Block, decode(r.Config, s), prior) {
		planned = prior
	}
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: encode(planned, s), PlannedPrivate: r.PriorPrivate}, nil
}

func (p *provider) ApplyResourceChange(_ context.Context, r *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	s := p.schemas.ResourceSchemas[r.TypeName]
	planned := decode(r.PlannedState, s)
	made := fill(s.Block, planned, p.inventor(r.TypeName, planned).value)
	return &tfprotov6.ApplyResourceChangeResponse{NewState: encode(made, s), Private: r.PlannedPrivate}, nil
}

func (p *provider) ReadDataSource(_ context.Context, r *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	s := p.schemas.DataSourceSchemas[r.TypeName]
	config := decode(r.Config, s)
	return &tfprotov6.ReadDataSourceResponse{State: encode(fill(s.Block, config, p.inventor(r.TypeName, config).value), s)}, nil
}

func (p *provider) OpenEphemeralResource(_ context.Context, r *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	s := p.schemas.EphemeralResourceSchemas[r.TypeName]
	config := decode(r.Config, s)
	return &tfprotov6.OpenEphemeralResourceResponse{Result: encode(fill(s.Block, config, p.inventor(r.TypeName, config).value), s)}, nil
}

func (p *provider) CloseEphemeralResource(context.Context, *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	return &tfprotov6.CloseEphemeralResourceResponse{}, nil
}

func (p *provider) GetFunctions(context.Context, *tfprotov6.GetFunctionsRequest) (*tfprotov6.GetFunctionsResponse, error) {
	return &tfprotov6.GetFunctionsResponse{Functions: p.functions}, nil
}

func (p *provider) CallFunction(_ context.Context, r *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return &tfprotov6.CallFunctionResponse{Error: &tfprotov6.FunctionError{Text: "the stand-in does not compute " + r.Name}}, nil
}
