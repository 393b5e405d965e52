namespace TcpVet.Ebpf.Loading;

/// <summary>The names of <c>enum sk_rst_reason</c> as the running kernel's BTF has them: the numbers move from version to
/// version.</summary>
internal static class ResetReasons
{
    private const string Prefix = "SK_RST_REASON_";

    /// <summary>Names by number, in lower case without the prefix; empty before Linux 6.10.</summary>
    /// <param name="btf">libbpf's view of the kernel's BTF.</param>
    public static IReadOnlyDictionary<uint, string> Read(nint btf)
    {
        Dictionary<uint, string> names = [];
        foreach ((string name, int value) in KernelEnum.Read(btf, "sk_rst_reason\0"u8))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                names.TryAdd((uint)value, name[Prefix.Length..].ToLowerInvariant());
            }
        }

        return names;
    }
}
