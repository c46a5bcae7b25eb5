using System.ComponentModel.DataAnnotations;
using System.Reflection;
using KoSales.Functions.Api.Bodies.Schemas;

namespace KoSales.Tests.Pii;

/// <summary>Whoever adds a text to a body or a document says here, or at the member, what keeps personal data
/// out of it.</summary>
public sealed class FreeTextTests
{
    [Fact]
    public void Every_text_of_a_body_is_looked_at_or_excepted_for_a_reason()
    {
        var open = FreeTexts.OfBodies.Where(m => !IsLookedAt(m)).Select(FreeTexts.NameOf).ToArray();

        Assert.Contains("CreateAgent.Email", open);
        AssertSame(FreeTextExceptions.OfBodies, open);
    }

    [Fact]
    public void Every_text_of_a_document_comes_from_one_that_is_looked_at_or_is_ours()
    {
        var texts = FreeTexts
            .OfDocuments.Where(m => !NamesOneOfOurs(m.Name))
            .Select(FreeTexts.NameOf)
            .ToArray();

        Assert.Contains("Entity.Tags", texts);
        AssertSame(FreeTextExceptions.OfDocuments, texts);
    }

    private static bool IsLookedAt(MemberInfo member) =>
        member.IsDefined(typeof(KeptInTheClearAttribute))
        || member.IsDefined(typeof(AllowedValuesAttribute));

    /// <summary>Ids, keys and what the vault makes.</summary>
    private static bool NamesOneOfOurs(string name)
    {
        string[] endings = ["Id", "Ids", "By", "Index", "Indexes", "Masked", "Token"];
        return endings.Any(e => name.EndsWith(e, StringComparison.Ordinal));
    }

    private static void AssertSame(IReadOnlyDictionary<string, string[]> excepted, string[] found)
    {
        var known = excepted.Values.SelectMany(v => v).ToArray();
        Assert.True(
            found.All(known.Contains),
            "say what keeps personal data out of " + string.Join(", ", found.Except(known).Order())
        );
        Assert.True(
            known.All(found.Contains),
            "no longer there: " + string.Join(", ", known.Except(found).Order())
        );
    }
}
