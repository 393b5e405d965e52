using System.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Probes.Tcp;

/// <summary>
/// The first message of a TLS client (RFC 8446 §4.1.2) that offers TLS 1.3 and 1.2 with what most servers take. It is not followed by
/// another: the server's answer tells its version and cipher, or its alert that it is TLS at all.
/// </summary>
internal static class TlsHello
{
    // RFC 8446 B.4, RFC 5289, RFC 7905, RFC 5246: those of TLS 1.3 first, then forward-secret ones, then what old servers have.
    private static readonly ushort[] Ciphers =
        [0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035];

    /// <summary>Writes the record.</summary>
    /// <param name="host">The server's name for SNI (RFC 6066 §3); an address is left out, as that section asks.</param>
    public static byte[] Write(string host)
    {
        byte[] extensions =
        [
            .. IsName(host) ? Extension(0, ServerName(host)) : [],
            .. Extension(10, Vector16([0x00, 0x1D, 0x00, 0x17, 0x00, 0x18])), // supported_groups: x25519, secp256r1, secp384r1
            .. Extension(11, [1, 0]), // ec_point_formats: uncompressed
            .. Extension(13,
                Vector16([
                    0x04, 0x03, 0x08, 0x04, 0x04, 0x01, 0x05, 0x03, 0x08, 0x05, 0x05, 0x01, 0x08, 0x06, 0x06, 0x01, 0x08, 0x07, 0x02,
                    0x01])), // signature_algorithms
            .. Extension(43, [4, 0x03, 0x04, 0x03, 0x03]), // supported_versions: 1.3, 1.2
            .. Extension(45, [1, 1]), // psk_key_exchange_modes
            // Any 32 bytes are a point of x25519 (RFC 7748 §5).
            .. Extension(51, Vector16([0x00, 0x1D, .. Vector16(Randomness.Bytes(32))])),
        ];
        byte[] body =
        [
            0x03, 0x03,
            .. Randomness.Bytes(32),
            32, .. Randomness.Bytes(32), // legacy_session_id, for middleboxes (RFC 8446 D.4)
            .. Vector16([.. Ciphers.SelectMany(cipher => new[] { (byte)(cipher >> 8), (byte)cipher })]),
            1, 0, // no compression
            .. Vector16(extensions),
        ];
        byte[] handshake = [1, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
        return [22, 0x03, 0x01, .. Vector16(handshake)];
    }

    private static bool IsName(string host) =>
        !host.StartsWith('[') && !Model.InetAddress.TryParse(host, out _) && host.Length is > 0 and < 254 && host.All(char.IsAscii);

    private static byte[] ServerName(string host) => Vector16([0, .. Vector16(Encoding.ASCII.GetBytes(host))]);

    private static byte[] Extension(ushort type, byte[] data) => [(byte)(type >> 8), (byte)type, .. Vector16(data)];

    private static byte[] Vector16(byte[] data) => [(byte)(data.Length >> 8), (byte)data.Length, .. data];
}
