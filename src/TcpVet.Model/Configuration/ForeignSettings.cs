namespace TcpVet.Model;

/// <summary>
/// Settings of FreeBSD, OpenBSD, NetBSD and macOS, whose sysctl.conf has the form of Linux's and other names: a management information base
/// that begins with <c>kern</c>, <c>hw</c>, <c>net.inet</c> (sysctl(3) of each).
/// </summary>
public static class ForeignSettings
{
    // Folders that Linux does not have below /proc/sys, and never had.
    private static readonly string[] Beginnings =
    [
        "kern.", "hw.", "security.", "vfs.", "machdep.", "compat.", "ddb.", "proc.", "net.inet.", "net.inet6.", "net.link.", "net.isr.",
        "net.route.", "net.local.", "net.bpf.", "net.pf.", "net.raw.", "net.graph.", "net.wlan.", "net.mpls.", "kstat.",
    ];

    /// <summary>Whether a key, with dots, is one of theirs.</summary>
    public static bool Has(ReadOnlySpan<char> key)
    {
        foreach (string beginning in Beginnings)
        {
            if (key.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
