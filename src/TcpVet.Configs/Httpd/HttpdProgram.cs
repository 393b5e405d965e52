using System.Buffers;
using System.Text;

namespace TcpVet.Configs.Httpd;

/// <summary>What an httpd program file was compiled with: the texts that <c>httpd -V</c> would print stand in it.</summary>
/// <param name="Version"><c>2.4.62</c>; null when not found.</param>
/// <param name="Root"><c>HTTPD_ROOT</c>; null when not found.</param>
/// <param name="ConfigFile"><c>SERVER_CONFIG_FILE</c>, relative to the root; null when not found.</param>
public sealed record HttpdProgram(string? Version, string? Root, string? ConfigFile)
{
    private const int LongestText = 4096;

    private static readonly SearchValues<byte> OfNumbers = SearchValues.Create("0123456789."u8);

    /// <summary>
    /// Looks for the texts (server/main.c <c>show_compile_settings</c>, include/ap_release.h <c>AP_SERVER_BASEVERSION</c>).
    /// </summary>
    /// <param name="image">The program file.</param>
    public static HttpdProgram Of(ReadOnlySpan<byte> image) => new(
        FindVersion(image),
        Quoted(image, " -D HTTPD_ROOT=\""u8),
        Quoted(image, " -D SERVER_CONFIG_FILE=\""u8));

    // The same text stands in it shortened, "Apache/2" and "Apache/2.4", for ServerTokens.
    private static string? FindVersion(ReadOnlySpan<byte> image)
    {
        ReadOnlySpan<byte> product = "Apache/"u8;
        while (image.IndexOf(product) is int at and >= 0)
        {
            image = image[(at + product.Length)..];
            int length = image[..Math.Min(20, image.Length)].IndexOfAnyExcept(OfNumbers);
            string number = Encoding.ASCII.GetString(image[..Math.Max(0, length)]);
            if (number.Split('.') is { Length: 3 } parts && parts.All(part => part.Length > 0))
            {
                return number;
            }
        }

        return null;
    }

    private static string? Quoted(ReadOnlySpan<byte> image, ReadOnlySpan<byte> before)
    {
        int at = image.IndexOf(before);
        if (at < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> value = image[(at + before.Length)..];
        int end = value[..Math.Min(LongestText, value.Length)].IndexOfAny((byte)'"', (byte)0);
        return end > 0 && value[end] == '"' ? Encoding.UTF8.GetString(value[..end]) : null;
    }
}
