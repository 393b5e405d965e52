namespace TcpVet.Linux.Interop;

/// <summary>Numbers of <c>linux/rtnetlink.h</c>, <c>linux/neighbour.h</c> and <c>linux/if_link.h</c>.</summary>
internal static class RouteConstants
{
    internal const int RTM_NEWLINK = 16, RTM_GETLINK = 18, RTM_NEWNEIGH = 28, RTM_GETNEIGH = 30;
    internal const int IFLA_ADDRESS = 1, NDA_DST = 1, NDA_LLADDR = 2;
}
