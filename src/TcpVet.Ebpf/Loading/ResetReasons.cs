namespace TcpVet.Ebpf.Loading;

/// <summary>The names of <c>enum sk_rst_reason</c> as the running kernel's BTF has them: the numbers move from version to
/// version.</summary>
internal static class ResetReasons
{
    private const string Prefix = "SK_RST_REASON_";

    /// <summary>Names by number, in lower case without the prefix; empty before Linux 6.10.</summary>
    public static IReadOnlyDictionary<uint, string> Read(KernelTypes types)
    {
        Dictionary<uint, string> names = [];
        foreach ((string name, int value) in types.Enumeration("sk_rst_reason"u8))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                names.TryAdd((uint)value, name[Prefix.Length..].ToLowerInvariant());
            }
        }

        return names;
    }
}
