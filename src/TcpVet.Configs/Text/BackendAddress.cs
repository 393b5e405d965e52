namespace TcpVet.Configs.Text;

/// <summary>Addresses of servers behind a server, as configurations write them.</summary>
internal static class BackendAddress
{
    /// <summary>An address without the user and the password that may stand before its host: <c>http://user:secret@host/</c>.</summary>
    public static string WithoutUser(string address)
    {
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        int start = scheme < 0 ? 0 : scheme + 3;
        int end = address.IndexOfAny(['/', '?', '#'], start);
        int at = address.AsSpan(start, (end < 0 ? address.Length : end) - start).LastIndexOf('@');
        return at < 0 ? address : address[..start] + address[(start + at + 1)..];
    }
}
