using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Looking into other network namespaces: by path, process id, name, and all of them.</summary>
public sealed class NamespaceTests
{
    [Fact]
    public void Another_namespace_is_seen_by_path_by_process_and_by_name()
    {
        using Sandbox here = Require.Sandbox();
        using Sandbox there = Require.Sandbox();
        MadeSocket wanted = Listening.Make(there, InetAddress.Parse(Loopbacks.IPv4));
        Listening.Make(here, InetAddress.Parse(Loopbacks.IPv4));
        Holder inhabitant = there.Hold("inhabitant");
        string name = $"tv-lab-{Environment.ProcessId}";
        try
        {
            // Names are mounts below /run/netns (ip-netns(8)).
            there.Ip($"netns attach {name} {inhabitant.Pid}");
            foreach (string netns in new[] { there.NetnsPath, $"/proc/{inhabitant.Pid}/ns/net", $"{inhabitant.Pid}", name, $"/run/netns/{name}" })
            {
                CliSocket listed = Assert.Single(Cli.Sockets(here, "-l", "-N", netns));
                Assert.Equal(wanted.Local, listed.Local);
            }
        }
        finally
        {
            here.Exec("ip", "netns", "delete", name);
        }
    }

    [Fact]
    public void All_namespaces_are_visited_once_each()
    {
        using Sandbox first = Require.Sandbox();
        using Sandbox second = Require.Sandbox();
        InetAddress address = InetAddress.Parse(Loopbacks.IPv4);
        MadeSocket one = Listening.Make(first, address, port: 1);
        MadeSocket two = Listening.Make(second, address, port: 2);
        // A namespace is found through its processes; two of them must not make it two.
        first.Hold("inhabitant");
        first.Hold("neighbour");
        second.Hold("inhabitant");
        // Test classes run side by side: other namespaces come and go meanwhile.
        ToolResult all = Cli.Run(first, "list", "-l", "-N", "all", "-o", "jsonl");
        CliSocket[] listed = [.. Cli.Lines(Cli.Succeeded(all)).Where(socket => socket.Local == one.Local || socket.Local == two.Local)];
        Assert.Equal([one.Local, two.Local], listed.Select(socket => socket.Local).Order());
        Assert.Equal(2, listed.Select(socket => socket.Json.GetProperty("netns").GetString()).Distinct().Count());
    }

    [Fact]
    public void A_checkup_says_how_many_other_namespaces_there_are()
    {
        using Sandbox here = Require.Sandbox();
        using Sandbox there = Require.Sandbox();
        there.Hold("inhabitant");
        ToolResult checkup = Cli.Run(here, "checkup", "--interval", "100ms");
        Assert.Contains("namespace", Cli.Succeeded(checkup) + checkup.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("no-such-namespace")]
    [InlineData("/no/such/path")]
    [InlineData("999999999")]
    [InlineData("/etc/passwd")]
    public void A_namespace_that_is_none_is_one_line_and_a_documented_status(string netns)
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Cli.Run(sandbox, "states", "-N", netns);
        Assert.Contains(result.ExitStatus, new[] { 2, 3 });
        Assert.Single(result.Errors.Trim().Split('\n'));
        Assert.Empty(result.Output);
    }

    [Fact]
    public void States_of_another_namespace_come_from_its_own_counters()
    {
        using Sandbox here = Require.Sandbox();
        using Sandbox there = Require.Sandbox();
        for (int i = 0; i < 3; i++)
        {
            TimeWait.Make(there, InetAddress.Parse(Loopbacks.IPv4));
            Established.Make(there, InetAddress.Parse(Loopbacks.IPv6));
        }

        JsonElement states = Cli.Json(here, "states", "-o", "json", "-N", there.NetnsPath);
        Dictionary<string, long> counts = states.GetProperty("states").EnumerateArray()
            .ToDictionary(row => row.GetProperty("state").GetString()!, row => row.GetProperty("count").GetInt64());
        Assert.Equal((3, 6), (counts["TIME_WAIT"], counts["ESTABLISHED"]));
    }
}
