namespace TcpVet.Lab.Scenarios.Host;

/// <summary>Connection tracking in a sandbox of its own.</summary>
internal static class Tracking
{
    private const string Max = "/proc/sys/net/netfilter/nf_conntrack_max";

    /// <summary>The most entries that a namespace may have; one number for the whole host. Null when there is no connection
    /// tracking.</summary>
    public static int? Limit => File.Exists(Max) && int.TryParse(File.ReadAllText(Max), out int limit) ? limit : null;

    /// <summary>Why connection tracking cannot be shown; null when it can.</summary>
    public static string? Lacking => Limit is null ? "this kernel has no connection tracking, or its module nf_conntrack is not loaded"
        : Tool.Find("nft") is null ? "nft (nftables) is not installed, which turns connection tracking on"
        : null;

    /// <summary>Turns it on: a namespace tracks once a rule asks for a connection's state (net/netfilter/nf_conntrack_proto.c
    /// nf_ct_netns_get).</summary>
    public static void Start(Sandbox sandbox) => sandbox.Exec("nft",
        "add table inet tracked; add chain inet tracked arriving { type filter hook input priority 0 ; }; add rule inet tracked arriving ct state established accept").Checked("nft");
}
