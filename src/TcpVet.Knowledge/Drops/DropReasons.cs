namespace TcpVet.Knowledge;

/// <summary>What is known of the reasons for which the kernel throws packets away.</summary>
public static class DropReasons
{
    private static readonly DropReason Nameless = new(
        "", DropKind.Loss, "the kernel gives no reason that tcpvet knows",
        "include/net/dropreason-core.h", "the column LOCATION of -o wide names the function; its source says why");

    private static readonly Dictionary<string, DropReason> ByName =
        TransportDrops.All.Concat(TcpDrops.All).Concat(InternetDrops.All).Concat(DeviceDrops.All)
            .ToDictionary(reason => reason.Name, StringComparer.Ordinal);

    /// <summary>All reasons that are known, by name.</summary>
    public static IReadOnlyCollection<DropReason> All => ByName.Values;

    /// <summary>What is known of a reason. One that is younger than this program counts as a loss: hiding it would be worse.</summary>
    /// <param name="name">As the running kernel names it, in lower case without SKB_DROP_REASON_.</param>
    public static DropReason Of(string name) => ByName.TryGetValue(name, out DropReason? reason) ? reason
        : name.StartsWith("mac80211_", StringComparison.Ordinal) ? Wireless with { Name = name }
        : name.StartsWith("openvswitch_", StringComparison.Ordinal) ? Switch with { Name = name }
        : Nameless with { Name = name };

    /// <summary>Whether nothing is lost with packets of a reason, or of a subsystem.</summary>
    /// <param name="name">As in <see cref="Of"/>.</param>
    public static bool IsOrdinary(string name) => Of(name).Kind == DropKind.Ordinary;

    private static DropReason Wireless { get; } = new(
        "", DropKind.Ordinary, "a wireless frame is of no use to this host", "include/net/dropreason.h");

    private static DropReason Switch { get; } = new(
        "", DropKind.Refused, "Open vSwitch dropped it: a flow says so, or none matches", "net/openvswitch/drop.h",
        "see the flows: ovs-appctl dpctl/dump-flows, ovs-appctl ofproto/trace");
}
