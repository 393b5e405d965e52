namespace TcpVet.Linux.Owners;

/// <summary>The text that a descriptor's link shows for a socket, <c>socket:[123]</c> (net/socket.c <c>sockfs_dname</c>).</summary>
public static class SocketLink
{
    /// <summary>Reads the inode.</summary>
    /// <param name="link">The link's text.</param>
    /// <param name="inode">Never 0 when true.</param>
    /// <returns>False for anything else than a socket.</returns>
    public static bool TryParse(ReadOnlySpan<byte> link, out uint inode)
    {
        inode = 0;
        if (link.Length < 10 || !link.StartsWith("socket:["u8) || link[^1] != (byte)']')
        {
            return false;
        }

        ulong number = 0;
        foreach (byte digit in link[8..^1])
        {
            if (digit is < (byte)'0' or > (byte)'9' || (number = (number * 10) + (uint)(digit - '0')) > uint.MaxValue)
            {
                return false;
            }
        }

        inode = (uint)number;
        return number != 0;
    }
}
