using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>
/// Why a key is not there: it is a slip of the pen, or it is known and belongs to an interface, a module, an option or another system.
/// </summary>
internal static class AbsentKeys
{
    // So many edits are a slip; more of them make another word.
    private const int Slip = 2;

    private static readonly (string Folder, string Why)[] Features =
    [
        ("net.bridge.", "It belongs to the module br_netfilter, which is not loaded."),
        ("net.netfilter.", "It belongs to the module nf_conntrack, which is not loaded."),
        ("net.nf_conntrack_", "It belongs to the module nf_conntrack, which is not loaded."),
        ("net.ipv6.", "It belongs to IPv6, and this kernel runs without it or without that part of it."),
        ("net.mptcp.", "It belongs to Multipath TCP, which this kernel was built without."),
    ];

    // net/ipv4/netfilter/nf_conntrack_l3proto_ipv4_compat.c: in 4.3, not in 6.4.
    private static readonly (string Old, string New)[] Moved =
    [
        ("net.ipv4.netfilter.ip_conntrack_", "net.netfilter.nf_conntrack_"),
        ("net.ipv4.ip_conntrack_max", "net.netfilter.nf_conntrack_max"),
    ];

    private static readonly string[] Names =
    [
        .. SettingKnowledge.All.Where(setting => setting is { Kind: SettingKind.Sysctl, Removed: null }).Select(setting => setting.Name),
        .. SettingTypes.Names,
        .. OtherSettings.All,
    ];

    /// <summary>What is to be done with a line for other hosts.</summary>
    public static Phrase Keep { get; } = "Keep the line for hosts that have it, with - before the key";

    /// <summary>Says why; null where that is not known.</summary>
    /// <param name="line">A line whose key has no page.</param>
    /// <param name="absent">Whether the running kernel was looked at and lacks it.</param>
    /// <param name="isWhole">Whether the table has every member of the key's family.</param>
    public static LineOpinion? Explain(SettingLine line, bool absent, bool isWhole)
    {
        string general = SettingTypes.General(line.Key, out string? device);
        if (line.Type is not null || OtherSettings.Has(line.Key))
        {
            return absent ? new LineOpinion(LineVerdict.Unknown, Known(line.Key, device), Keep)
            {
                Lack = device is null or "all" or "default" ? null : $"interface {device}",
            } : null;
        }

        if (ForeignSettings.Has(line.Key))
        {
            return new LineOpinion(LineVerdict.Unknown, "It is a setting of FreeBSD, OpenBSD, NetBSD or macOS: Linux has none of that name.",
                "Look for what Linux calls it");
        }

        foreach ((string old, string now) in Moved)
        {
            if (absent && line.Key.StartsWith(old, StringComparison.Ordinal))
            {
                return new LineOpinion(LineVerdict.Unknown, "Kernels of today have connection tracking's settings under net.netfilter alone.",
                    $"Write {Phrase.Verbatim(now + line.Key[old.Length..])}")
                { Weight = Severity.Warning };
            }
        }

        return absent || isWhole || line.Key.StartsWith("net.", StringComparison.Ordinal) ? Unheard(general, device, absent, isWhole) : null;
    }

    private static LineOpinion? Unheard(string general, string? device, bool absent, bool isWhole)
    {
        string word = general.ToLowerInvariant();
        string name = word[(word.LastIndexOf('.') + 1)..];
        int most = isWhole ? Math.Max(Slip, name.Length / 3) : Slip;
        (string Name, int Distance)[] near =
        [
            .. Names.Where(candidate => Math.Abs(candidate.Length - word.Length) <= most)
                .Select(candidate => (Name: candidate, Distance: TextDistance.Distance(word, candidate.ToLowerInvariant())))
                .Where(candidate => candidate.Distance <= most)
                .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal).Take(3),
        ];
        if (near.Length == 0)
        {
            return absent || isWhole ? new LineOpinion(LineVerdict.Unknown, "There is no such setting.", "Correct the name, or delete the line") : null;
        }

        bool slip = near[0].Distance <= Slip;
        string[] meant = [.. near.Where(candidate => !slip || candidate.Distance <= Slip)
            .Select(candidate => device is null ? candidate.Name : candidate.Name.Replace("*", device, StringComparison.Ordinal))];
        return new LineOpinion(LineVerdict.Unknown, "There is no such setting.", $"Did you mean {Listed.Or(meant)}?")
        {
            Weight = slip ? Severity.Warning : Severity.Info,
        };
    }

    private static Phrase Known(string key, string? device)
    {
        if (device is not (null or "all" or "default"))
        {
            return $"There is no interface {Phrase.Verbatim(SettingRule.Shown(device))} here.";
        }

        foreach ((string folder, string why) in Features)
        {
            if (key.StartsWith(folder, StringComparison.Ordinal))
            {
                return new Phrase(why);
            }
        }

        return "This kernel does not have it: it belongs to an option, a module or another version of the kernel.";
    }
}
