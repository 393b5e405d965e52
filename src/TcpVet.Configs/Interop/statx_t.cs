using System.Runtime.InteropServices;

namespace TcpVet.Configs.Interop;

#pragma warning disable IDE1006 // statx(2) documents the fields

/// <summary><c>struct statx</c> of &lt;linux/stat.h&gt;: 256 bytes, of which only the file's kind is named.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct statx_t
{
    internal const uint STATX_TYPE = 0x1;

    internal const ushort S_IFMT = 0xF000;
    internal const ushort S_IFREG = 0x8000;
    internal const ushort S_IFDIR = 0x4000;

    [FieldOffset(28)]
    internal ushort stx_mode;
}
#pragma warning restore IDE1006
