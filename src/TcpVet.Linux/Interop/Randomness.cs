namespace TcpVet.Linux.Interop;

/// <summary>
/// Random bytes of the kernel. The framework's own generator asks OpenSSL, and ends the program on a host that has none: this program
/// needs nothing but glibc.
/// </summary>
internal static unsafe class Randomness
{
    /// <summary>Bytes that nobody can guess (getrandom(2)).</summary>
    /// <param name="count">At most 256: so many come at once and uninterrupted.</param>
    public static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        fixed (byte* first = bytes)
        {
            return Libc.getrandom(first, (nuint)count, 0) == count ? bytes : throw new InvalidOperationException("the kernel gives no random bytes");
        }
    }
}
