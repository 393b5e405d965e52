namespace TcpVet.Operations.Redaction;

/// <summary>Versions and releases, <c>6.1.0-18-amd64</c>, without what somebody added who built his own.</summary>
internal static class ReleaseText
{
    private static readonly HashSet<string> Known =
    [
        "amd64", "arm64", "x86_64", "aarch64", "generic", "lowlatency", "cloud", "virtual", "kvm", "aws", "azure", "gcp", "oracle", "rt", "lts", "rc",
        "default", "microsoft", "standard", "WSL2", "uek", "el7", "el8", "el9", "el10", "amzn2", "amzn2023", "bpo", "deb12", "deb13",
    ];

    /// <summary>The text with its numbers and known words alone.</summary>
    public static string Of(string release)
    {
        List<char> kept = [];
        int at = 0;
        while (at < release.Length)
        {
            int end = at;
            while (end < release.Length && (char.IsLetterOrDigit(release[end]) || release[end] == '_'))
            {
                end++;
            }

            string part = release[at..end];
            if (part.All(char.IsAsciiDigit) ? part.Length > 6 : !Known.Contains(part))
            {
                break;
            }

            kept.AddRange(part);
            at = end;
            if (at < release.Length && release[at] is not ('.' or '-' or '+' or '~'))
            {
                break;
            }

            if (at < release.Length)
            {
                kept.Add(release[at++]);
            }
        }

        string text = new string([.. kept]).TrimEnd('.', '-', '+', '~');
        return text.Length > 0 ? text : "0";
    }
}
