using System.Security.Cryptography;
using System.Text;
using KoSales.Functions.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Idempotency;

/// <summary>One POST with an Idempotency-Key. Not thread-safe.</summary>
public sealed class IdempotentCall(ApiRoute route, RequestState state) : IIdempotentEffect
{
    private const int LongestKey = 255;

    private string _fingerprint = "";

    public ApiRoute Route => route;

    /// <summary>As the function sees it, with this as the effect.</summary>
    public RequestState State { get; private set; } = state;

    /// <summary>Id of the record.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The effect was asked to carry the answer with it; whether it was committed is another
    /// matter.</summary>
    public bool IsRecorded { get; private set; }

    public void Record(WriteBatch batch, Answer answer)
    {
        IsRecorded = true;
        batch.Insert(IdempotencyKeys.Collection, RecordOf(answer));
    }

    internal void Identify(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        if (!IsKey(key))
            throw new RefusalException(
                new Fault(
                    FaultKind.Malformed,
                    "idempotency.bad_key",
                    $"Idempotency-Key takes 1 to {LongestKey} printable ASCII characters."
                )
            );
        Id = Hash($"{State.Actor.Id}\n{request.Path}\n{key}", []);
        _fingerprint = Hash($"{request.ContentType}\n{request.QueryString}\n", body);
        State = WithEffect(State);
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= LongestKey && !key.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private RequestState WithEffect(RequestState state) =>
        new()
        {
            Actor = state.Actor,
            Now = state.Now,
            TraceId = state.TraceId,
            Bodies = state.Bodies,
            BodyLimit = state.BodyLimit,
            Idempotency = this,
        };

    /// <summary>The kept answer, or 422 when it belongs to another body.</summary>
    internal Answer AnswerOf(IdempotencyRecord record) =>
        record.Fingerprint == _fingerprint
            ? record.Replayed()
            : throw new RefusalException(
                new Fault(
                    FaultKind.Invalid,
                    "idempotency.key_reused",
                    "This Idempotency-Key was used with another request; take a new one."
                )
            );

    internal IdempotencyRecord RecordOf(Answer answer) =>
        new()
        {
            Id = Id,
            Fingerprint = _fingerprint,
            Status = answer.Status,
            ContentType = answer.ContentType,
            Etag = answer.ETag,
            Location = answer.Location,
            Body = Encoding.UTF8.GetString(answer.Body.Span),
            CreatedAt = State.Now,
            UpdatedAt = State.Now,
            CreatedBy = State.Actor.Id,
            UpdatedBy = State.Actor.Id,
        };

    private static string Hash(string head, ReadOnlySpan<byte> tail)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(head));
        hash.AppendData(tail);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
