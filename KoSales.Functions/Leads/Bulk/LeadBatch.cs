using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Intake;

namespace KoSales.Functions.Leads.Bulk;

/// <summary>What a batch does with leads. A phone that another open lead has is refused.</summary>
public sealed class LeadBatch(LeadIntake intake, LeadDesk desk)
    : IBatchedRecords<CreateLead, EditLead>
{
    public async ValueTask<Verdict<string>> CreateAsync(
        CreateLead body,
        BatchScope scope,
        CancellationToken cancellationToken
    )
    {
        var (command, input) = (scope.Command, body.ToInput());
        return IdOf(
            scope.Shared is { } batch
                ? await intake.AddAsync(input, batch, command, cancellationToken)
                : await intake.CreateAsync(input, DuplicatePolicy.Fail, command, cancellationToken)
        );
    }

    public async ValueTask<Verdict<string>> EditAsync(
        string id,
        PatchRequest<EditLead> patch,
        BatchScope scope,
        CancellationToken cancellationToken
    )
    {
        var (command, lead) = (scope.Command, LeadId.Of(id));
        if (scope.Shared is not { } batch)
            return IdOf(await desk.EditAsync(lead, patch, command, cancellationToken));
        var into = new BatchCall(batch, command);
        return IdOf(await desk.PrepareEditAsync(lead, patch, into, cancellationToken));
    }

    public async ValueTask<Verdict<string>> DeleteAsync(
        string id,
        IfMatch? ifMatch,
        BatchScope scope,
        CancellationToken cancellationToken
    )
    {
        var (command, lead) = (scope.Command, LeadId.Of(id));
        if (scope.Shared is not { } batch)
            return IdOf(await desk.DeleteAsync(lead, ifMatch, command, cancellationToken));
        var into = new BatchCall(batch, command);
        return IdOf(await desk.PrepareDeleteAsync(lead, ifMatch, into, cancellationToken));
    }

    private static Verdict<string> IdOf(Verdict<LeadTaken> taken) =>
        taken.IsRefused ? taken.Refusal : taken.Value.Lead.Key;

    private static Verdict<string> IdOf(Verdict<Lead> lead) =>
        lead.IsRefused ? lead.Refusal : lead.Value.Key;
}
