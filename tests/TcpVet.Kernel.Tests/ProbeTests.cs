using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>tcpvet probe as users run it.</summary>
public sealed class ProbeTests
{
    [Fact]
    public void A_probe_of_the_own_host_names_the_process_and_the_rule()
    {
        using Sandbox sandbox = Require.Sandbox();
        InetAddress loopback = InetAddress.Parse("127.0.0.1");
        MadeSocket web = Listening.Make(sandbox, loopback, port: 8001);
        AcceptQueue full = AcceptQueue.MakeFull(sandbox, loopback, backlog: 2, turnedAway: 0, port: 8002);
        MadeSocket hidden = Listening.Make(sandbox, loopback, port: 8003);
        LabSocket sink = sandbox.Udp(AddressFamily.IPv4).Bind(new InetEndpoint(loopback, 9001));
        Holder owner = sandbox.Hold("the-server", web.Socket!, full.Listener.Socket!, hidden.Socket!, sink);
        using Firewall rule = Firewall.Drop(sandbox, "tcp dport 8003");

        Dictionary<string, JsonElement> results = Probe(sandbox, 1, "127.0.0.1:8001-8004", "127.0.0.2:8001", "udp://127.0.0.1:9001,9002");

        Expect("tcp://127.0.0.1:8001", "open", "two-way", null);
        Expect("tcp://127.0.0.1:8002", "filtered", "overflowing", $"the-server[{owner.Pid}] does not accept, accept queue 3 of 2");
        Expect("tcp://127.0.0.1:8003", "filtered", "filtered", "a firewall rule drops it: nftables, table inet lab");
        Expect("tcp://127.0.0.1:8004", "closed", "closed", "no process listens");
        Expect("tcp://127.0.0.2:8001", "closed", "closed", $"the-server[{owner.Pid}] is bound to 127.0.0.1:8001, to loopback only");
        Expect("udp://127.0.0.1:9001", "open|filtered", "bound but silent", "they lie unread in the receive queue of");
        Expect("udp://127.0.0.1:9002", "closed", "closed", "no socket is bound to it");
        Assert.DoesNotContain(sandbox.Sockets.Read(), row => row.State == TcpState.TimeWait);

        void Expect(string target, string verdict, string state, string? why)
        {
            JsonElement result = results[target];
            Assert.Equal((verdict, state), (result.GetProperty("verdict").GetString(), result.GetProperty("state").GetString()));
            Assert.Contains(why ?? "", result.GetProperty("why").GetString(), StringComparison.Ordinal);
            Assert.True(result.GetProperty("attempts").GetInt32() > 0);
            Assert.Equal(
                target is "tcp://127.0.0.1:8004" or "udp://127.0.0.1:9002" ? [] : new[] { owner.Pid },
                result.TryGetProperty("bound", out JsonElement bound)
                    ? bound[0]
                        .GetProperty("processes")
                        .EnumerateArray()
                        .Select(process => process.GetProperty("pid").GetInt32())
                        .Where(pid => pid == owner.Pid)
                    : []);
        }
    }

    [Fact]
    public void What_is_wrong_with_one_target_does_not_stop_the_others()
    {
        using Sandbox sandbox = Require.Sandbox();
        Listening.Make(sandbox, InetAddress.Parse("127.0.0.1"), port: 8001);

        Dictionary<string, JsonElement> results = Probe(sandbox, 1, "127.0.0.1:0", "127.0.0.1:70000", "nobody.invalid:80", "198.51.100.1:80", "127.0.0.1:8001", "[2001:db8::9]:1");

        Assert.Equal("open", results["tcp://127.0.0.1:8001"].GetProperty("verdict").GetString());
        foreach ((string target, string why) in (ReadOnlySpan<(string, string)>)[
            ("127.0.0.1:0", "position 11"), ("127.0.0.1:70000", "from 1 to 65535"), ("tcp://nobody.invalid:80", "does not resolve"), ("tcp://198.51.100.1:80", "no route"), ("tcp://[2001:db8::9]:1", "no route")])
        {
            Assert.Equal("error", results[target].GetProperty("verdict").GetString());
            Assert.Contains(why, results[target].GetProperty("why").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Only_misspelt_targets_are_a_wrong_command() => Assert.Equal(2, Run("probe", "127.0.0.1:0").ExitStatus);

    [Fact]
    public void A_scan_of_another_host_has_to_be_meant()
    {
        ToolResult refused = Run("probe", "198.51.100.1:1-101");

        Assert.Equal(2, refused.ExitStatus);
        Assert.Contains("101 ports of 198.51.100.1, which is not this host; probe only what you may, and add --yes", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_is_told_in_words()
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket leak = CloseWait.MakeReadToEnd(sandbox, InetAddress.Parse("127.0.0.1"));
        Holder owner = sandbox.Hold("the-leak", leak.Socket!);

        JsonElement told = Cli.Json(sandbox, "probe", "--connection", leak.Local.ToString(), leak.Peer.ToString(), "-o", "json").GetProperty("connection");

        Assert.Equal(("CLOSE_WAIT", "peer"), (told.GetProperty("state").GetString(), told.GetProperty("first_closer").GetString()));
        Assert.Contains(told.GetProperty("processes").EnumerateArray(), process => process.GetProperty("pid").GetInt32() == owner.Pid);
        Assert.StartsWith("nothing by itself: only the program can end it", told.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, Cli.Run(sandbox, "probe", "--connection", "127.0.0.1:1", "127.0.0.1:2").ExitStatus);
    }

    private static ToolResult Run(params string[] arguments)
    {
        using Sandbox sandbox = Require.Sandbox();
        return Cli.Run(sandbox, arguments);
    }

    private static Dictionary<string, JsonElement> Probe(Sandbox sandbox, int status, params string[] targets)
    {
        ToolResult run = Cli.Run(sandbox, ["probe", "-o", "jsonl", "--timeout", "1s", .. targets]);
        Assert.Equal(status, run.ExitStatus);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(Cli.Document)
            .ToDictionary(result => result.GetProperty("target").GetString()!);
    }
}
