using System.Text.Json.Nodes;
using TcpVet.Model;

namespace TcpVet.Rules.Tests;

/// <summary>The captures of this folder were written by many versions: the reader keeps all that they hold, and the writer gives it
/// back.</summary>
public sealed class RecordedCapturesTests
{
    [Fact]
    public void What_was_recorded_is_written_again()
    {
        Assert.NotEmpty(Captures.Names());
        Assert.All(Captures.Names(), name =>
        {
            JsonNode recorded = JsonNode.Parse(Captures.Bytes(name))!;
            JsonNode again = JsonNode.Parse(CaptureJson.Write(Captures.Read(name)))!;
            Assert.Empty(Lost(recorded, again, name));
        });
    }

    // Paths of what the second lacks or has otherwise. A list keeps its length; an object may gain members that are younger than the file.
    private static IEnumerable<string> Lost(JsonNode? recorded, JsonNode? again, string path) => (recorded, again) switch
    {
        (null, null) => [],
        (JsonObject was, JsonObject became) => was.Where(member => member.Value is not null)
            .SelectMany(member => Lost(member.Value, became[member.Key], $"{path}/{member.Key}")),
        (JsonArray was, JsonArray became) when was.Count == became.Count =>
            was.Zip(became).SelectMany((pair, i) => Lost(pair.First, pair.Second, $"{path}/{i}")),
        _ => JsonNode.DeepEquals(recorded, again) ? [] : [path],
    };
}
