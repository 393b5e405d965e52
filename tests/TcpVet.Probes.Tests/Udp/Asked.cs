using System.Buffers.Binary;
using System.Text;
using TcpVet.Model;
using TcpVet.Probes.Udp.Payloads;
using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Probes.Tests.Udp;

/// <summary>A question of the tests, with ids that are known: the random bytes are A0, A1, A2 …</summary>
internal static class Asked
{
    public static QuestionContext Context { get; } = new(
        new InetEndpoint(InetAddress.Parse("192.0.2.1"), 53),
        new InetEndpoint(InetAddress.Parse("192.0.2.99"), 40000),
        (byte[])[.. Enumerable.Range(0xA0, QuestionContext.RandomLength).Select(value => (byte)value)]);

    /// <summary>The question of a name; it must exist.</summary>
    public static UdpQuestion Question(string name) => UdpQuestions.Find(name) ?? throw new ArgumentException(name);

    /// <summary>Reads a reply to the question of <see cref="Context"/>.</summary>
    public static string? Read(string name, byte[] reply) => Question(name).Read(reply, Context)?.Summary;

    /// <summary>Bytes from hex digits; blanks and line ends are for the reader, 'text' stands for itself.</summary>
    public static byte[] Hex(string digits)
    {
        List<byte> bytes = [];
        string[] parts = digits.Split('\'');
        for (int i = 0; i < parts.Length; i++)
        {
            bytes.AddRange(i % 2 == 1
                ? Encoding.UTF8.GetBytes(parts[i])
                : Convert.FromHexString(string.Concat(parts[i].Where(char.IsAsciiHexDigit))));
        }

        return [.. bytes];
    }

    /// <summary>Expects exactly these bytes, and shows both in hex.</summary>
    public static void AreBytes(string expected, byte[] actual) =>
        Assert.Equal(Convert.ToHexString(Hex(expected)), Convert.ToHexString(actual));

    /// <summary>Sixteen bits of a message in network order.</summary>
    public static ushort UInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
}
