using KoSales.Functions.Api.Responses;
using Microsoft.AspNetCore.Http;

namespace KoSales.Tests.Api;

public sealed class ListenedToTests
{
    [Fact]
    public async Task A_reader_who_goes_away_is_no_fault() =>
        await new ListenedTo(new CutOff()).ExecuteAsync(
            new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) }
        );

    [Fact]
    public async Task An_answer_that_is_cut_off_otherwise_is_one() =>
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            new ListenedTo(new CutOff()).ExecuteAsync(new DefaultHttpContext())
        );

    private sealed class CutOff : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            throw new OperationCanceledException("cut off");
    }
}
