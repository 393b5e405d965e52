using TcpVet.Ebpf.Loading;

namespace TcpVet.Ebpf.Drops;

/// <summary>
/// The reasons for which the running kernel throws packets away, as its BTF names them: <c>netfilter_drop</c> for
/// SKB_DROP_REASON_NETFILTER_DROP. Those of a subsystem (include/net/dropreason.h) bear its name: <c>openvswitch_3</c>.
/// </summary>
public sealed class DropReasonNames
{
    /// <summary>The name of the reason that says nothing.</summary>
    public const string NotSpecified = "not_specified";

    private const string Prefix = "SKB_DROP_REASON_";
    private const string SubsystemPrefix = "SKB_DROP_REASON_SUBSYS_";
    private const int SubsystemShift = 16;

    private readonly Dictionary<uint, string> core = [];
    private readonly Dictionary<uint, string> subsystems = [];

    /// <summary>Takes the names from both enumerations.</summary>
    /// <param name="reasons">enum skb_drop_reason.</param>
    /// <param name="parts">enum skb_drop_reason_subsys; empty before Linux 6.4.</param>
    internal DropReasonNames(IEnumerable<(string Name, int Value)> reasons, IEnumerable<(string Name, int Value)> parts)
    {
        foreach ((string name, int value) in reasons)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && value >= 0 && name is not Prefix + "MAX")
            {
                core.TryAdd((uint)value, name[Prefix.Length..].ToLowerInvariant());
            }
        }

        foreach ((string name, int value) in parts)
        {
            if (name.StartsWith(SubsystemPrefix, StringComparison.Ordinal) && value > 0 && name is not SubsystemPrefix + "NUM")
            {
                subsystems.TryAdd((uint)value, name[SubsystemPrefix.Length..].ToLowerInvariant());
            }
        }
    }

    /// <summary>How many reasons of the core have a name; 0 before Linux 5.17.</summary>
    public int Count => core.Count;

    /// <summary>The reasons of the core by number.</summary>
    public IEnumerable<KeyValuePair<uint, string>> Core => core;

    /// <summary>The subsystems by number.</summary>
    public IEnumerable<KeyValuePair<uint, string>> Subsystems => subsystems;

    /// <summary>The name of a reason; its number where the kernel does not name it.</summary>
    public string Of(uint reason)
    {
        if (core.TryGetValue(reason, out string? name))
        {
            return name;
        }

        uint part = reason >> SubsystemShift;
        return part == 0 ? $"reason_{reason}"
            : $"{(subsystems.TryGetValue(part, out string? subsystem) ? subsystem : $"subsystem_{part}")}_{reason & 0xFFFF}";
    }

    /// <summary>Reads both enumerations.</summary>
    internal static DropReasonNames Read(KernelTypes types) =>
        new(types.Enumeration("skb_drop_reason"u8), types.Enumeration("skb_drop_reason_subsys"u8));
}
