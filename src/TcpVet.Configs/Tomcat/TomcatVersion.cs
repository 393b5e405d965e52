using System.IO.Compression;
using System.Text;

namespace TcpVet.Configs.Tomcat;

/// <summary>The version that Tomcat's catalina.jar carries.</summary>
public static class TomcatVersion
{
    private const string Entry = "org/apache/catalina/util/ServerInfo.properties";
    private const string Key = "server.number=";
    private const int LongestEntry = 16 << 10;

    /// <summary><c>10.1.60</c>; null when the file is no such archive.</summary>
    /// <param name="jar">catalina.jar; must be seekable.</param>
    public static string? Of(Stream jar)
    {
        try
        {
            using ZipArchive archive = new(jar, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.GetEntry(Entry) is not { } entry)
            {
                return null;
            }

            using Stream content = entry.Open();
            byte[] bytes = new byte[LongestEntry];
            int length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return OfProperties(Encoding.Latin1.GetString(bytes, 0, length));
        }
        catch (Exception refused) when (refused is InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The first three numbers of <c>server.number</c>; null when there are none.</summary>
    internal static string? OfProperties(string properties)
    {
        string? line = properties.Split('\n').FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal));
        string[] numbers = line is null ? [] : line[Key.Length..].Trim().Split('.');
        return numbers.Length >= 3 && numbers.Take(3).All(number => number.Length is > 0 and < 6 && number.All(char.IsAsciiDigit))
            ? string.Join('.', numbers.Take(3)) : null;
    }
}
