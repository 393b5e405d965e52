using System.Text;
using System.Text.Json.Nodes;
using TcpVet.Model.Records;

namespace TcpVet.Model.Tests.CaptureFiles;

/// <summary>What reading a capture may cost, whatever it holds.</summary>
public sealed class CaptureBoundsTests
{
    // The limit, and what a list takes while it grows.
    private const long MostAllocated = RecordDocument.MostMemory + (24 << 20);

    private const string Mark = "\"@@@\"";

    [Fact]
    public void A_million_items_in_any_list_or_map_are_refused()
    {
        List<string> places = [.. Places(JsonNode.Parse(CaptureJson.Write(Samples.Full))!, "")];
        Assert.InRange(places.Count, 13, 200);
        foreach (string place in places)
        {
            string message = Refused(WithMillion(place), "");
            Assert.Matches("a list has more than [0-9]+ items|would take more than 80 MiB of memory", message);
        }
    }

    [Fact]
    public void Lists_within_their_limits_that_are_too_much_together_are_refused()
    {
        // Each namespace is within the limits, and so are their listeners: 40 MB of text that would be 400 in memory.
        JsonNode document = JsonNode.Parse(CaptureJson.Write(Samples.Full))!;
        JsonNode netns = document["namespaces"]![0]!;
        string listener = """{"proto":"tcp","local":{"addr":"::","port":1},"queue":0}""";
        JsonNode small = new JsonObject
        {
            ["netns"] = new JsonObject { ["inode"] = 1 },
            ["tcp"] = netns["tcp"]!.DeepClone(),
            ["udp"] = netns["tcp"]!.DeepClone(),
            ["listeners"] = "@@@",
        };
        string one = small.ToJsonString().Replace(Mark, $"[{string.Join(',', Enumerable.Repeat(listener, 1000))}]", StringComparison.Ordinal);
        document["namespaces"] = "@@@";
        string text = document.ToJsonString().Replace(Mark, $"[{string.Join(',', Enumerable.Repeat(one, 600))}]", StringComparison.Ordinal);
        Assert.InRange(text.Length, 30_000_000, CaptureJson.MostBytes);
        Refused(Encoding.UTF8.GetBytes(text), "would take more than 80 MiB of memory");
    }

    [Theory]
    [InlineData("host")]
    [InlineData("kernel")]
    [InlineData("schema")]
    [InlineData("taken_at")]
    public void A_text_of_megabytes_is_refused(string member)
    {
        JsonNode document = JsonNode.Parse(CaptureJson.Write(Samples.Full))!;
        document[member] = "@@@";
        Refused(Encoding.UTF8.GetBytes(document.ToJsonString().Replace(Mark, $"\"{new string('x', 40_000_000)}\"", StringComparison.Ordinal)), "");
    }

    [Fact]
    public void Words_that_are_none_are_quoted_shortly()
    {
        string text = Encoding.UTF8.GetString(CaptureJson.Write(Samples.Full)).Replace("\"proto\":\"tcp\"", $"\"proto\":\"{new string('x', 60_000)}\"",
            StringComparison.Ordinal);
        Assert.InRange(Refused(Encoding.UTF8.GetBytes(text), "is not one of").Length, 100, 300);
    }

    [Theory]
    [InlineData("namespaces/0/configurations/0/directives/0/children", "[{\"name\":\"a\",\"arguments\":[],\"file\":0,\"line\":1,\"column\":1,\"children\":", "}]")]
    [InlineData("from_the_future", "[", "]")]
    [InlineData("from_the_future", "{\"a\":", "}")]
    public void Deep_nesting_is_refused(string place, string open, string close)
    {
        JsonNode document = JsonNode.Parse(CaptureJson.Write(Samples.Full))!;
        document["namespaces"]![0]!["configurations"] = JsonNode.Parse("""
            [{"kind":"nginx","origin":"given","files":["a"],"directives":[{"name":"a","arguments":[],"file":0,"line":1,"column":1,"children":[]}]}]
            """);
        document["from_the_future"] = null;
        Set(document, place, "@@@");
        foreach (int depth in new[] { 64, 100_000 })
        {
            StringBuilder nested = new();
            nested.Insert(0, open, depth).Append("[]").Insert(nested.Length, close, depth);
            string deep = document.ToJsonString().Replace(Mark, nested.ToString(), StringComparison.Ordinal);
            string message = Refused(Encoding.UTF8.GetBytes(deep), "depth");
            Assert.Contains("64", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_writers_keep_at_the_most_can_be_read_again()
    {
        ProcessRef process = new(1, "srv");
        NetnsCapture netns = Samples.Full.Namespaces[0];
        Capture large = Samples.Full with
        {
            Processes = [.. Enumerable.Repeat(Samples.Full.Processes[0], 2100)],
            Namespaces =
            [
                .. Enumerable.Repeat(netns with { Sockets = null }, 200),
                netns with
                {
                    Listeners = [.. Enumerable.Repeat(netns.Listeners[0] with { Processes = [process, process, process] }, 20_000)],
                    Groups = [.. Enumerable.Repeat(netns.Groups[0], 4096)],
                    Peers = [.. Enumerable.Repeat(netns.Peers[0], 1000)],
                    Sockets = new RecordedSockets
                    {
                        // 68 bytes a socket, and an owner for each: what 108,006 real ones took, and a quarter more.
                        Count = RecordedSockets.MostSockets, LeftOut = 0, Tcp = new byte[68 * RecordedSockets.MostSockets], Udp = [],
                        Owners =
                        [
                            .. Enumerable.Range(0, RecordedSockets.MostSockets)
                                .Select(i => new SocketOwner(4_000_000_000 + (uint)i, 1_000_000, i)),
                        ],
                    },
                },
            ],
        };
        byte[] document = CaptureJson.Write(large);
        Assert.InRange(document.Length, 30_000_000, CaptureJson.MostBytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(201, CaptureJson.Read(document).Namespaces.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }

    private static string Refused(byte[] document, string words)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<CaptureFormatException>(() => CaptureJson.Read(document)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        Assert.Contains(words, message, StringComparison.Ordinal);
        return message;
    }

    // The document with a million copies of the first item in the place of a list or map, or with as many as fit.
    private static byte[] WithMillion(string place)
    {
        JsonNode document = JsonNode.Parse(CaptureJson.Write(Samples.Full))!;
        JsonNode list = At(document, place);
        string first = list is JsonArray array ? array[0]?.ToJsonString() ?? "null" : list.AsObject().First().Value!.ToJsonString();
        int count = Math.Min(1_000_000, (CaptureJson.MostBytes - (1 << 20)) / (first.Length + (list is JsonArray ? 1 : 12)));
        StringBuilder items = new();
        for (int i = 0; i < count; i++)
        {
            items.Append(i == 0 ? "" : ",").Append(list is JsonArray ? "" : $"\"a{i}\":").Append(first);
        }

        Set(document, place, "@@@");
        string[] around = document.ToJsonString().Split(Mark);
        return Encoding.UTF8.GetBytes(list is JsonArray ? $"{around[0]}[{items}]{around[1]}" : $"{around[0]}{{{items}}}{around[1]}");
    }

    // Lists with an item in them, and the maps whose keys are any text.
    private static IEnumerable<string> Places(JsonNode node, string path)
    {
        if (node is JsonArray { Count: > 0 } || path.EndsWith("/counters", StringComparison.Ordinal) || path.EndsWith("/sysctls", StringComparison.Ordinal)
            || path.EndsWith("/sockstat", StringComparison.Ordinal))
        {
            yield return path;
        }

        IEnumerable<(string Step, JsonNode? Inner)> inner = node switch
        {
            JsonArray items => items.Take(1).Select(item => ("0", item)),
            JsonObject members => members.Select(member => (member.Key, member.Value)),
            _ => [],
        };
        foreach ((string step, JsonNode? one) in inner)
        {
            foreach (string place in one is null ? [] : Places(one, path.Length == 0 ? step : $"{path}/{step}"))
            {
                yield return place;
            }
        }
    }

    private static JsonNode At(JsonNode document, string path) =>
        path.Split('/').Aggregate(document, (node, step) => node is JsonArray items ? items[0]! : node[step]!);

    private static void Set(JsonNode document, string path, string value)
    {
        int last = path.LastIndexOf('/');
        JsonNode parent = last < 0 ? document : At(document, path[..last]);
        if (parent is JsonArray items)
        {
            items[0] = value;
        }
        else
        {
            parent[path[(last + 1)..]] = value;
        }
    }
}
