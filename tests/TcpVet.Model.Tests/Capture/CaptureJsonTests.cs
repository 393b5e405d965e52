using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace TcpVet.Model.Tests.CaptureFiles;

public sealed class CaptureJsonTests
{
    private static readonly byte[] Written = CaptureJson.Write(Samples.Full);

    // What a hostile or broken file may hold in the place of any value.
    private static readonly string[] Hostile =
        ["null", "true", "0", "-1", "1e999", "99999999999999999999", "9223372036854775807", "1.5", "\"\"", "\"x\"", "[]", "{}", "[null]", "[[]]", "[{}]", "[1]", "[\"x\"]", "{\"x\":null}", "{\"LISTEN\":null}",
        "-9223372036854775808", "-0.0", "{\"a\":1,\"a\":2}", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"::1%9\""];

    [Fact]
    public void Reading_undoes_writing() =>
        Assert.Equal(Encoding.UTF8.GetString(Written), Encoding.UTF8.GetString(CaptureJson.Write(CaptureJson.Read(Written))));

    [Fact]
    public void Every_value_survives()
    {
        NetnsCapture netns = CaptureJson.Read(Written).Namespaces[0];
        NetnsCapture expected = Samples.Full.Namespaces[0];
        Assert.Equal(expected.Tcp.Counts, netns.Tcp.Counts);
        Assert.Equal(expected.TcpFirst!.Counts, netns.TcpFirst!.Counts);
        Assert.Equal(ulong.MaxValue, netns.Listeners[0].Cookie);
        Assert.Equal(expected.Groups, netns.Groups);
        Assert.Equal(expected.PortTuples, netns.PortTuples);
        Assert.Equal(4, netns.Delta("TcpExt.ListenOverflows"));
        Assert.Equal(2, netns.Setting("net.ipv4.tcp_tw_reuse"));
        Assert.Null(netns.Setting("net.ipv4.ip_local_port_range"));
        Assert.Null(netns.Delta("TcpExt.Nonesuch"));
        Assert.Equal([1, 2, 3], netns.Sockets!.Tcp);
        Assert.Equal("srv\u001b[31m\n", netns.Listeners[0].Processes[0].Name);
    }

    [Fact]
    public void Keys_are_snake_case_and_states_have_their_names()
    {
        JsonElement netns = JsonDocument.Parse(Written).RootElement.GetProperty("namespaces")[0];
        Assert.Equal("tcpvet/capture/1", JsonDocument.Parse(Written).RootElement.GetProperty("schema").GetString());
        Assert.Equal(1, netns.GetProperty("tcp").GetProperty("counts").GetProperty("ESTABLISHED").GetInt64());
        Assert.Equal("192.0.2.1", netns.GetProperty("listeners")[0].GetProperty("local").GetProperty("addr").GetString());
        Assert.Equal("tcp", netns.GetProperty("listeners")[0].GetProperty("proto").GetString());
        Assert.Equal("CLOSE_WAIT", netns.GetProperty("groups")[0].GetProperty("state").GetString());
        Assert.Equal("process", netns.GetProperty("groups")[0].GetProperty("ownership").GetString());
    }

    [Fact]
    public void Request_sockets_are_counted_as_syn_recv()
    {
        long[] byState = new long[14];
        byState[(int)TcpState.SynRecv] = 2;
        byState[(int)TcpState.NewSynRecv] = 5;
        StateCounts counts = StateCounts.From(byState, exact: false);
        Assert.Equal(7, counts[TcpState.SynRecv]);
        Assert.Equal(7, counts.Total);
        Assert.Equal(0, counts[TcpState.NewSynRecv]);
        Assert.Equal(TcpStateNames.All, counts.Counts.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schema\":\"tcpvet/capture/1\"}")]
    [InlineData("hello")]
    [InlineData("{\"schema\":\"tcpvet/capture/1\",}")]
    public void No_capture(string text) => Assert.Throws<CaptureFormatException>(() => CaptureJson.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_newer_schema_is_named()
    {
        byte[] newer = CaptureJson.Write(Samples.Full with { Schema = "tcpvet/capture/2" });
        CaptureFormatException refused = Assert.Throws<CaptureFormatException>(() => CaptureJson.Read(newer));
        Assert.Contains("tcpvet/capture/2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deep_document_is_refused() =>
        Assert.Throws<CaptureFormatException>(() => CaptureJson.Read(Encoding.UTF8.GetBytes(new string('[', 100_000))));

    [Fact]
    public void Unknown_members_are_passed_over()
    {
        JsonObject document = JsonNode.Parse(Written)!.AsObject();
        document["from_the_future"] = new JsonArray(1, "x");
        Assert.Equal("web1", CaptureJson.Read(Encoding.UTF8.GetBytes(document.ToJsonString())).Host);
    }

    [Fact]
    public void Any_value_in_the_place_of_any_other_is_taken_or_refused()
    {
        int places = CountPlaces(JsonNode.Parse(Written)!);
        Assert.InRange(places, 150, 1000);
        for (int place = 0; place < places; place++)
        {
            foreach (string value in Hostile)
            {
                JsonNode document = JsonNode.Parse(Written)!;
                int left = place;
                Replace(document, JsonNode.Parse(value), ref left);
                TakenOrRefused(Encoding.UTF8.GetBytes(document.ToJsonString()));
            }
        }
    }

    [Fact]
    public void Any_member_may_be_absent()
    {
        int places = CountPlaces(JsonNode.Parse(Written)!);
        for (int place = 0; place < places; place++)
        {
            JsonNode document = JsonNode.Parse(Written)!;
            int left = place;
            Remove(document, ref left);
            TakenOrRefused(Encoding.UTF8.GetBytes(document.ToJsonString()));
        }
    }

    // A file of an older version lacks the members that were added since.
    [Theory]
    [InlineData("processes")]
    [InlineData("missing")]
    [InlineData("other_namespaces")]
    [InlineData("namespaces/0/peers")]
    [InlineData("namespaces/0/groups")]
    [InlineData("namespaces/0/port_tuples")]
    [InlineData("namespaces/0/counters")]
    [InlineData("namespaces/0/sockstat")]
    [InlineData("namespaces/0/sysctls")]
    [InlineData("namespaces/0/tcp_first")]
    [InlineData("namespaces/0/idle")]
    [InlineData("namespaces/0/listeners/0/processes")]
    [InlineData("namespaces/0/listeners/0/states")]
    [InlineData("namespaces/0/listeners/0/sharing")]
    [InlineData("namespaces/0/sockets/owners")]
    public void An_optional_member_may_be_absent(string path)
    {
        JsonNode document = JsonNode.Parse(Written)!;
        string[] steps = path.Split('/');
        JsonNode node = document;
        foreach (string step in steps[..^1])
        {
            node = step == "0" ? node[0]! : node[step]!;
        }

        Assert.True(node.AsObject().Remove(steps[^1]));
        Capture capture = CaptureJson.Read(Encoding.UTF8.GetBytes(document.ToJsonString()));
        Assert.All(capture.Namespaces[0].Listeners, listener => Assert.InRange(listener.Sharing, 1, 2));
    }

    [Fact]
    public void Any_damage_is_taken_or_refused() =>
        Gen.Select(Gen.Int[0, Written.Length - 1], Gen.Byte.Array[0, 8], Gen.Int[0, 8]).Array[1, 3].ForAll(damages =>
        {
            List<byte> bytes = [.. Written];
            foreach ((int place, byte[] inserted, int removed) in damages)
            {
                int at = Math.Min(place, bytes.Count);
                bytes.RemoveRange(at, Math.Min(removed, bytes.Count - at));
                bytes.InsertRange(at, inserted);
            }

            TakenOrRefused([.. bytes]);
        });

    // What the framework's reader and converters have exceptions of their own for.
    [Theory]
    [InlineData("""{"schem\ud800":"x"}""")]
    [InlineData("""{"schema":"tcpvet/capture/\ud800"}""")]
    [InlineData("""{"schema":"\udc00\ud800"}""")]
    [InlineData("""{"schema":{}}""")]
    [InlineData("""{"schema":1e999}""")]
    [InlineData("""{"schema":null,"schema":null}""")]
    [InlineData("""{"host":"\ud800"}""")]
    [InlineData("""[]""")]
    [InlineData("""[[[[""")]
    [InlineData("""1e999""")]
    [InlineData("""\ud800""")]
    [InlineData("\"\ufeff\"")]
    [InlineData("{\"a\":1}{")]
    [InlineData("//")]
    public void What_the_reader_stumbles_over_is_refused(string document) =>
        Assert.Throws<CaptureFormatException>(() => CaptureJson.Read(Encoding.UTF8.GetBytes(document)));

    [Fact]
    public void Any_beginning_is_refused()
    {
        for (int length = 0; length < Written.Length; length++)
        {
            Assert.Throws<CaptureFormatException>(() => CaptureJson.Read(Written.AsSpan(0, length)));
        }
    }

    // What was taken must be usable: nothing in it may be null that may not.
    private static void TakenOrRefused(byte[] document)
    {
        Capture capture;
        try
        {
            capture = CaptureJson.Read(document);
        }
        catch (CaptureFormatException refused)
        {
            Assert.NotEmpty(refused.Message);
            return;
        }

        foreach (NetnsCapture netns in capture.Namespaces)
        {
            long touched = netns.Tcp.Total
                + netns.Udp.Total
                + (netns.TcpFirst?.Total ?? 0)
                + netns.Netns.Label.Length
                + (netns.PortBudget?.Limit ?? 0)
                + netns.Listeners.Sum(listener => listener.States.Count + listener.Processes.Sum(process => process.Name.Length))

                    + netns.Groups.Sum(group => group.Process?.Name.Length ?? 0)
                    + netns.PortTuples.Sum(tuple => tuple.Process?.Name.Length ?? 0)
                + netns.Peers.Sum(peer => peer.States.Count) + (netns.Idle?.Groups.Sum(group => group.Process?.Name.Length ?? 0) ?? 0)
                + netns.Sysctls.Sum(setting => setting.Value.Length) + netns.Counters.Count + netns.Sockstat.Count
                + (netns.Sockets is { } sockets ? sockets.Tcp.Length + sockets.Udp.Length + sockets.Owners.Count : 0);
            Assert.True(touched >= 0);
        }

        Assert.All(capture.Processes, process => Assert.NotNull(process.Name));
        Assert.All(capture.Missing, missing => Assert.NotNull(missing.Fact + missing.Reason.Trim()));
        Assert.NotNull(capture.Version);
        CaptureJson.Write(capture);
    }

    private static int CountPlaces(JsonNode? node) => 1 + node switch
    {
        JsonObject members => members.Sum(member => CountPlaces(member.Value)),
        JsonArray items => items.Sum(CountPlaces),
        _ => 0,
    };

    private static bool Replace(JsonNode node, JsonNode? value, ref int left)
    {
        if (node is JsonObject members)
        {
            foreach (string key in members.Select(member => member.Key).ToArray())
            {
                if (left-- == 0)
                {
                    members[key] = value;
                    return true;
                }

                if (members[key] is { } inner && Replace(inner, value, ref left))
                {
                    return true;
                }
            }
        }
        else if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (left-- == 0)
                {
                    items[i] = value;
                    return true;
                }

                if (items[i] is { } inner && Replace(inner, value, ref left))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Remove(JsonNode node, ref int left)
    {
        foreach (JsonNode? inner in node is JsonArray items ? items.ToArray() : [])
        {
            left--;
            if (inner is not null && Remove(inner, ref left))
            {
                return true;
            }
        }

        foreach ((string key, JsonNode? inner) in node is JsonObject members ? members.ToArray() : [])
        {
            if (left-- == 0)
            {
                return node.AsObject().Remove(key);
            }

            if (inner is not null && Remove(inner, ref left))
            {
                return true;
            }
        }

        return false;
    }
}
