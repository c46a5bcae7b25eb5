using System.Reflection;
using System.Text.RegularExpressions;
using KoSales.Domain.Agents;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii;
using NodaTime;

namespace KoSales.Tests.Pii;

/// <summary>Holds every stored record to the rule that personal data live in the vault, and that whoever
/// keeps something derived from them can be told to blank it.</summary>
public sealed partial class PersonalDataHoldingTests
{
    private static readonly Assembly[] Ours =
    [
        typeof(PiiDocument).Assembly,
        typeof(PiiVault).Assembly,
    ];
    private static readonly Type[] PlainValues =
    [
        typeof(PhoneNumber),
        typeof(EmailAddress),
        typeof(Gstin),
        typeof(Pan),
        typeof(PersonalData),
    ];

    /// <summary>The vault itself, which an erasure empties, and staff, who are not the subjects of a PII
    /// document.</summary>
    private static readonly Type[] Exempt = [typeof(PiiDocument), typeof(Agent)];

    [Fact]
    public void No_stored_record_has_a_place_for_a_plain_value()
    {
        Assert.Contains(typeof(PiiDocument), Documents());
        Assert.All(
            Documents(),
            document => Assert.Empty(Reachable(document).Select(m => m.Type).Intersect(PlainValues))
        );
    }

    [Fact]
    public void Whoever_keeps_masks_names_or_indexes_of_a_subject_can_be_told_to_blank_them()
    {
        var held = Holders()
            .SelectMany(h => h.Holds)
            .Select(c => c.GetType().GetGenericArguments()[0])
            .ToHashSet();
        var keepers = Documents()
            .Except(Exempt)
            .Where(d => Reachable(d).Any(m => Derived().IsMatch(m.Name)))
            .ToList();
        Assert.NotEmpty(keepers);
        Assert.Empty(keepers.Except(held).Select(d => d.Name));
    }

    [Fact]
    public void What_a_holder_blanks_lies_in_the_collections_that_it_answers_for()
    {
        var erasure = new Erasure(
            new PiiId("PII-1"),
            [PiiFixture.Lead],
            Instant.FromUtc(2026, 1, 1, 0, 0),
            "A0-0001"
        );
        Assert.All(
            Holders(),
            h => Assert.All(h.CopiesOf(erasure), c => Assert.Contains(c.Collection, h.Holds))
        );
    }

    private static IEnumerable<Type> Documents() =>
        Ours.SelectMany(a => a.GetTypes())
            .Where(t => t.IsSubclassOf(typeof(Document)) && !t.IsAbstract);

    private static IReadOnlyList<IPersonalDataHolder> Holders() =>
        [
            .. Ours.SelectMany(a => a.GetTypes())
                .Where(t =>
                    t is { IsClass: true, IsAbstract: false }
                    && t.IsAssignableTo(typeof(IPersonalDataHolder))
                )
                .Select(t => (IPersonalDataHolder)Activator.CreateInstance(t)!),
        ];

    private static HashSet<(string Name, Type Type)> Reachable(Type document)
    {
        var members = new HashSet<(string, Type)>();
        var open = new Queue<Type>([document]);
        var seen = new HashSet<Type>();
        while (open.TryDequeue(out var type))
        {
            if (!seen.Add(type))
                continue;
            foreach (
                var argument in type.GetGenericArguments()
                    .Append(type.GetElementType())
                    .OfType<Type>()
            )
                open.Enqueue(argument);
            if (!Ours.Contains(type.Assembly))
                continue;
            foreach (
                var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            )
            {
                members.Add(
                    (
                        property.Name,
                        Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType
                    )
                );
                open.Enqueue(property.PropertyType);
            }
        }

        members.UnionWith(seen.Select(t => ("", t)));
        return members;
    }

    [GeneratedRegex("Masked$|^DisplayName$|^FullName$|^(Phone|Email|Gstin|Pan|Name)Index$")]
    private static partial Regex Derived();
}
