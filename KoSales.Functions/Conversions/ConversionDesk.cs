using KoSales.Domain.Assignment;
using KoSales.Domain.Contacts;
using KoSales.Domain.Conversions;
using KoSales.Domain.Deals;
using KoSales.Domain.Documents;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Contacts;
using KoSales.Functions.Customers;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Pii;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Conversions;

/// <summary>Makes a contact of a lead, and if asked a deal.</summary>
public sealed class ConversionDesk(
    IDocumentStore store,
    EntitySight sight,
    PiiVault vault,
    ConversionParties parties,
    ConversionPipeline pipeline,
    ConversionTransfer transfer,
    ConversionDocuments documents,
    ConversionMakers makers,
    EntityWriter<Lead> leads,
    Commits commits
)
{
    /// <summary>One transaction: contact, deal, the lead with its pipeline, tasks, notes, calls and the
    /// subject of the personal data. A lead that was converted answers what it became. Refused with every
    /// reason at once.</summary>
    public Task<Verdict<LeadConverted>> ConvertAsync(
        string id,
        ConvertLead body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var ids = makers.NewIds();
        return commits.DecideAsync(
            Fault.Busy("lead.busy", $"The lead {QueryFaults.Shown(id)}"),
            async attempt =>
            {
                var converted = await ConvertOnceAsync(
                    new ConversionAttempt(attempt.Batch, ids, command),
                    id,
                    body,
                    cancellationToken
                );
                if (!converted.IsRefused)
                    command.RecordAnswer(attempt.Batch, converted.Value);
                return converted;
            },
            cancellationToken
        );
    }

    /// <summary>What <see cref="ConvertAsync"/> would do now, with whom the lead may already be; nothing is
    /// written.</summary>
    public async Task<Verdict<ConversionPlan>> PreviewAsync(
        string id,
        ConvertLead body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await LoadAsync(id, command.Actor, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var lead = found.Value;
        var checks = new FieldChecks();
        await makers.CheckDealAsync(body.Deal, checks, command, cancellationToken);
        var linked = await parties.LinkAsync(lead, body, command.Actor, cancellationToken);
        var along = linked.IsRefused
            ? Array.Empty<TypedDocument>()
            : await documents.FindAsync(lead, linked.Value.Contact, cancellationToken);
        Fault[] faults = [.. checks.Faults, .. linked.Faults, .. along.Faults];
        if (faults.Length > 0)
            return Verdict<ConversionPlan>.Refuse(faults);
        var unmet = await pipeline.UnmetAsync(lead, command, cancellationToken);
        return new ConversionPlan
        {
            Allowed = unmet.Count == 0,
            Unmet = unmet,
            Converted = lead.Converted is { } done ? LeadConverted.Of(lead, done) : null,
            ContactId = linked.Value.Contact?.Key,
            CustomerId = linked.Value.CustomerId,
            ContactCandidates = await parties.CandidatesAsync(
                lead,
                ContactSpecs.Entity,
                command.Actor,
                cancellationToken
            ),
            CustomerCandidates = await parties.CandidatesAsync(
                lead,
                CustomerSpecs.Entity,
                command.Actor,
                cancellationToken
            ),
            MakesDeal = body.Deal is not null,
            OpenTasks = await transfer.OpenTasksAsync(lead, cancellationToken),
            Notes = await transfer.NotesAsync(lead, cancellationToken),
            Calls = await transfer.CallsAsync(lead, cancellationToken),
            Documents = [.. along.Value.Select(ConversionDocument.Of)],
        };
    }

    private async ValueTask<Verdict<LeadConverted>> ConvertOnceAsync(
        ConversionAttempt attempt,
        string id,
        ConvertLead body,
        CancellationToken cancellationToken
    )
    {
        var command = attempt.Command;
        var found = await LoadAsync(id, command.Actor, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var lead = found.Value;
        if (lead.Converted is { } done)
            return LeadConverted.Of(lead, done);
        var checks = new FieldChecks();
        var deal = await makers.CheckDealAsync(body.Deal, checks, command, cancellationToken);
        var linked = await parties.LinkAsync(lead, body, command.Actor, cancellationToken);
        var won = await pipeline.WinAsync(lead, body.Reason, command, cancellationToken);
        Fault[] faults = [.. checks.Faults, .. linked.Faults, .. won.Faults];
        return faults.Length > 0
            ? Verdict<LeadConverted>.Refuse(faults)
            : await AddAsync(
                attempt,
                new Converting(lead, linked.Value, deal, won.Value),
                cancellationToken
            );
    }

    private async ValueTask<LeadConverted> AddAsync(
        ConversionAttempt attempt,
        Converting converting,
        CancellationToken cancellationToken
    )
    {
        var (batch, ids, command) = attempt;
        var (lead, linked, draft, won) = converting;
        var along = await documents.AddAsync(
            batch,
            lead,
            linked.Contact,
            command,
            cancellationToken
        );
        var contact = linked.Contact is { } known
            ? await makers.LinkAsync(
                batch,
                known,
                lead,
                linked with
                {
                    Licences = along?.Gained,
                },
                command,
                cancellationToken
            )
            : await MakeAsync(attempt, lead, linked, cancellationToken);
        var deal = draft is null
            ? null
            : await makers.DealAsync(
                batch,
                draft with
                {
                    Id = await ids.DealAsync(cancellationToken),
                    LeadId = lead.Key,
                    ContactId = contact.Key,
                    CustomerId = linked.CustomerId,
                },
                HolderOf(lead),
                command,
                cancellationToken
            );
        var into = new LeadConversion(
            contact.Key,
            linked.CustomerId,
            deal?.Key,
            command.Now,
            command.Actor.Id
        );
        var fact = ConversionDocuments.Without(lead.Convert(into, won.Stage, command), along);
        await leads.AddAsync(batch, lead, fact, command, cancellationToken);
        await pipeline.AddAsync(batch, won, fact, command, cancellationToken);
        ConversionTransfer.Add(batch, lead, contact, command);
        return LeadConverted.Of(lead, into);
    }

    /// <summary>On the lead's personal data, of which it is the first subject from now on.</summary>
    private async ValueTask<Contact> MakeAsync(
        ConversionAttempt attempt,
        Lead lead,
        LinkedParties linked,
        CancellationToken cancellationToken
    )
    {
        var (batch, ids, command) = attempt;
        var record =
            await vault.LoadAsync(PiiId.Of(lead.PiiId), cancellationToken)
            ?? throw new InvalidOperationException($"{lead.Id} has no {lead.PiiId}");
        var name = vault.Open(record, [PiiField.FullName]).FullName;
        var id = await ids.ContactAsync(cancellationToken);
        var made = Conversion.ContactOf(lead, id, name, linked.CustomerId);
        PiiVault.PutFirst(batch, record.Document, made.Ref, command);
        return await makers.ContactAsync(batch, made, HolderOf(lead), command, cancellationToken);
    }

    private async ValueTask<Verdict<Lead>> LoadAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var lead = await store.FindAsync(LeadStore.Collection, id, cancellationToken);
        if (
            lead is not { DeletedAt: null }
            || !await sight.SeesAsync(actor, lead, cancellationToken)
        )
            return Fault.NotFound("lead", QueryFaults.Shown(id));
        return lead.ObjectionToConversion() is { } objection ? objection : lead;
    }

    private static Holder HolderOf(Lead lead) => new(lead.OwnerId, lead.TeamId);

    /// <param name="Ids">The same in every attempt.</param>
    private sealed record ConversionAttempt(WriteBatch Batch, ConversionIds Ids, Command Command);

    /// <param name="Deal">Null for none.</param>
    private sealed record Converting(Lead Lead, LinkedParties Linked, Deal? Deal, WonLead Won);
}
