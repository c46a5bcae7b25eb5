using KoSales.Domain.Calls;
using KoSales.Domain.Fields;

namespace KoSales.Functions.Calls;

/// <summary>A call after a write.</summary>
/// <param name="IsNew">False when it was there already.</param>
/// <param name="Warnings">What was odd but accepted.</param>
public sealed record CallTaken(Call Call, bool IsNew, IReadOnlyList<FieldWarning> Warnings);

/// <summary>The answers about one call.</summary>
internal static class CallAnswers
{
    private static readonly ResourceAnswers<Call> Answers = new(
        "calls",
        CallStore.Collection,
        Projection.For<CallView>()
    );

    public static Answer Taken(CallTaken taken)
    {
        var answer = taken.IsNew ? Answers.Created(taken.Call) : Answers.Shown(taken.Call);
        return answer.WithWarnings(taken.Warnings);
    }

    public static Answer Gone(CallTaken taken) => Answer.NoContent;
}
