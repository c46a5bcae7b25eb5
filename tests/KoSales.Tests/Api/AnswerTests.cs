using System.Text.Json;
using KoSales.Functions.Api.Json;
using KoSales.Functions.Api.Responses;

namespace KoSales.Tests.Api;

public sealed class AnswerTests
{
    [Fact]
    public void An_answer_is_not_sent_to_the_host_a_second_time()
    {
        using var buffer = new PooledBuffer();
        buffer.Append("""{"phone_masked":"+91******3210"}""");
        object returned = Answer.Pooled(buffer);

        Assert.Equal("null", JsonSerializer.Serialize(returned));
    }
}
