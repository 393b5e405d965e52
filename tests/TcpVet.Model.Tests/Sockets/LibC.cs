using System.Runtime.InteropServices;
using System.Text;

namespace TcpVet.Model.Tests.Sockets;

/// <summary>inet_ntop(3) and inet_pton(3), the reference for what addresses look like on Linux.</summary>
internal static partial class LibC
{
    private const int AfInet = 2;
    private const int AfInet6 = 10;

    public static string Text(byte[] address)
    {
        byte[] text = new byte[46];
        Assert.NotEqual(0, inet_ntop(address.Length == 4 ? AfInet : AfInet6, address, text, text.Length));
        return Encoding.ASCII.GetString(text, 0, Array.IndexOf(text, (byte)0));
    }

    public static byte[]? Bytes(string text)
    {
        byte[] address = new byte[text.Contains(':') ? 16 : 4];
        return inet_pton(address.Length == 4 ? AfInet : AfInet6, text, address) == 1 ? address : null;
    }

    [LibraryImport("libc")]
    private static partial nint inet_ntop(int af, byte[] src, byte[] dst, int size);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inet_pton(int af, string src, byte[] dst);
}
