using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>The census: the fast path, the exact walk, count and ss must give the same numbers.</summary>
public sealed class StatesTests(Zoo zoo) : IClassFixture<Zoo>
{
    [Theory]
    [InlineData("", "-Htane")]
    [InlineData("-4", "-4Htane")]
    [InlineData("-6", "-6Htane")]
    public void The_census_equals_the_exact_walk_and_ss(string option, string ss)
    {
        Sandbox sandbox = zoo.Sandbox();
        string[] options = option.Length == 0 ? [] : [option];
        Dictionary<string, long> expected = Ss.TcpRows(sandbox, [ss])
            .CountBy(row => row.State.Name())
            .ToDictionary(pair => pair.Key, pair => (long)pair.Value);
        expected["BOUND_INACTIVE"] = zoo.Made.Count(made => made.State == TcpState.BoundInactive && IsOf(option, made));
        Assert.Equal(11, expected.Count(pair => pair.Value > 0));
        Dictionary<string, long> fast = Counts(Cli.Json(sandbox, ["states", "-o", "json", .. options]));
        Dictionary<string, long> exact = Counts(Cli.Json(sandbox, ["states", "--exact", "-o", "json", .. options]));
        Assert.Equal(NonZero(exact), NonZero(fast));
        Assert.Equal(NonZero(expected), NonZero(exact));
    }

    [Fact]
    public void Every_state_is_named_zeros_too_and_the_total_is_their_sum()
    {
        using Sandbox empty = Require.Sandbox();
        JsonElement states = Cli.Json(empty, "states", "-o", "json");
        Assert.Equal("tcpvet/states/1", states.GetProperty("schema").GetString());
        Assert.Equal(0, states.GetProperty("total").GetInt64());
        Assert.Subset(Counts(states).Keys.ToHashSet(), new HashSet<string>(["ESTABLISHED", "TIME_WAIT", "CLOSE_WAIT", "SYN_RECV", "BOUND_INACTIVE"]));
        JsonElement full = Cli.Json(zoo.Sandbox(), "states", "-o", "json");
        Assert.Equal(Counts(full).Values.Sum(), full.GetProperty("total").GetInt64());
    }

    [Fact]
    public void The_shared_hash_table_of_the_host_changes_nothing()
    {
        using Sandbox sandbox = Require.Sandbox(privateHash: false);
        foreach (string address in Loopbacks.All)
        {
            Makers.All["time-wait"](sandbox, InetAddress.Parse(address));
            Makers.All["fin-wait2, orphan"](sandbox, InetAddress.Parse(address));
            Makers.All["syn-recv, deferred"](sandbox, InetAddress.Parse(address));
        }

        Dictionary<string, long> fast = Counts(Cli.Json(sandbox, "states", "-o", "json"));
        Assert.Equal((3, 3, 3), (fast["TIME_WAIT"], fast["FIN_WAIT2"], fast["SYN_RECV"]));
        Assert.Equal(NonZero(Counts(Cli.Json(sandbox, "states", "--exact", "-o", "json"))), NonZero(fast));
    }

    [Fact]
    public void Count_by_state_agrees()
    {
        Sandbox sandbox = zoo.Sandbox();
        Dictionary<string, long> counted = Cli.Json(sandbox, "count", "--by", "state", "-o", "json").GetProperty("rows").EnumerateArray()
            .ToDictionary(row => row.GetProperty("state").GetString()!, row => row.GetProperty("count").GetInt64());
        Assert.Equal(NonZero(Counts(Cli.Json(sandbox, "states", "--exact", "-o", "json"))), NonZero(counted));
    }

    private static bool IsOf(string option, MadeSocket made) => option switch
    {
        "-4" => made.Local.Addr.Family == AddressFamily.IPv4,
        "-6" => made.Local.Addr.Family == AddressFamily.IPv6,
        _ => true,
    };

    private static Dictionary<string, long> Counts(JsonElement document) => document.GetProperty("states").EnumerateArray()
        .ToDictionary(row => row.GetProperty("state").GetString()!, row => row.GetProperty("count").GetInt64());

    private static SortedDictionary<string, long> NonZero(Dictionary<string, long> counts) =>
        new(counts.Where(pair => pair.Value != 0).ToDictionary(), StringComparer.Ordinal);
}
