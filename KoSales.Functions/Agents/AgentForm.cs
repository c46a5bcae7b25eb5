using KoSales.Domain.Agents;
using KoSales.Domain.Pii.Values;

namespace KoSales.Functions.Agents;

/// <summary>Turns what was typed into an agent's record, or every fault of it.</summary>
internal static class AgentForm
{
    private static readonly string[] Needed = ["name", "email", "roles", "status"];

    /// <summary>A draft without id and password hash.</summary>
    /// <param name="faults">Gets every fault of what was typed.</param>
    public static Agent Draft(CreateAgent body, List<Fault> faults)
    {
        var agent = new Agent
        {
            Id = default,
            Name = Name(body.Name, faults),
            Email = Email(body.Email, faults),
            PhoneMasked = Phone(body.Phone, faults),
            Roles = body.Roles,
            TeamId = body.TeamId,
            ManagerId = body.ManagerId,
            Leave = Leave(body.Leave ?? []),
            Capacity = Capacity(body.Capacity),
            Skills = Skills(body.Skills),
            CalendarId = body.CalendarId,
        };
        faults.AddRange(AgentRules.Check(agent));
        return agent;
    }

    /// <summary>The agent as the patch would have it, or 412.</summary>
    /// <param name="faults">Gets every fault of what was typed; such members are not as they should be in
    /// the agent.</param>
    public static Verdict<Agent> Propose(
        Agent current,
        PatchRequest<EditAgent> request,
        List<Fault> faults
    )
    {
        var (patch, edit) = (request.Patch, request.Edit);
        var cleared = patch.Cleared(Needed);
        faults.AddRange(cleared);
        var applied = patch.Without(cleared).ApplyTo(Agent.Collection, current);
        if (applied.IsRefused)
            return applied.Refusal;
        return applied.Value.Document with
        {
            Name = edit.Name is { } name ? Name(name, faults) : current.Name,
            Email = edit.Email is { } email ? Email(email, faults) : current.Email,
            PhoneMasked = patch.Has("phone") ? Phone(edit.Phone, faults) : current.PhoneMasked,
        };
    }

    private static string Name(string text, List<Fault> faults)
    {
        var name = text.Trim();
        if (name.Length == 0)
            faults.Add(
                Fault.Invalid("/name", "agent.name_blank", "A name has at least one character.")
            );
        return name;
    }

    private static string Email(string text, List<Fault> faults)
    {
        var email = PersonalValues.Parse<EmailAddress>(text, "/email");
        faults.AddRange(email.Faults);
        return email.IsRefused ? "" : email.Value.Address;
    }

    /// <summary>The mask: the number itself is not kept.</summary>
    private static string? Phone(string? text, List<Fault> faults)
    {
        if (text is null)
            return null;
        var phone = PersonalValues.Parse<PhoneNumber>(text, "/phone");
        faults.AddRange(phone.Faults);
        return phone.IsRefused ? null : phone.Value.Mask();
    }

    private static IReadOnlyList<LeavePeriod> Leave(IReadOnlyList<LeaveBody> periods) =>
        [.. periods.Select(l => new LeavePeriod(l.From, l.To, l.DelegateTo))];

    private static Capacity Capacity(CapacityBody? body) =>
        body is null
            ? new Capacity()
            : new Capacity
            {
                MaxOpenLeads = body.MaxOpenLeads,
                Weight = body.Weight ?? 1,
                DailyLimit = body.DailyLimit,
            };

    private static Skills Skills(SkillsBody? body) =>
        body is null
            ? new Skills()
            : new Skills
            {
                Languages = body.Languages ?? [],
                States = body.States ?? [],
                Kinds = body.Kinds ?? [],
                Products = body.Products ?? [],
            };
}
