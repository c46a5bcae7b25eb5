using KoSales.Domain.Pii;

namespace KoSales.Domain.Tasks;

/// <summary>By which channel a task reaches out to a person.</summary>
public static class TaskChannels
{
    /// <summary>Why a task is cancelled whose person may not be contacted that way any more.</summary>
    public const string BarredReason = "do_not_contact";

    /// <summary>Null for work that contacts nobody.</summary>
    public static ConsentChannel? Of(TaskType type) =>
        type switch
        {
            TaskType.Call => ConsentChannel.Call,
            TaskType.WhatsApp => ConsentChannel.Whatsapp,
            TaskType.Email => ConsentChannel.Email,
            TaskType.Visit => ConsentChannel.Visit,
            TaskType.Custom or TaskType.Document or TaskType.Approval or TaskType.Quotation => null,
        };

    /// <summary>Whether a person who barred these channels may not be reached by such a task.</summary>
    public static bool IsBarredBy(this TaskType type, IReadOnlySet<ConsentChannel> barred) =>
        Of(type) is { } channel && barred.Contains(channel);
}
