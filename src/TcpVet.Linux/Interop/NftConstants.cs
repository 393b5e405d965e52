namespace TcpVet.Linux.Interop;

/// <summary>Numbers of <c>linux/netfilter.h</c>, <c>linux/netfilter/nfnetlink.h</c> and <c>linux/netfilter/nf_tables.h</c>.</summary>
internal static class NftConstants
{
    internal const int NFNL_SUBSYS_NFTABLES = 10;

    internal const byte NFPROTO_INET = 1, NFPROTO_IPV4 = 2, NFPROTO_IPV6 = 10;
    internal const uint NF_INET_PRE_ROUTING = 0, NF_INET_LOCAL_IN = 1, NF_INET_FORWARD = 2, NF_INET_LOCAL_OUT = 3, NF_INET_POST_ROUTING = 4;
    internal const int NF_DROP = 0, NF_ACCEPT = 1, NFT_JUMP = -3, NFT_GOTO = -4, NFT_RETURN = -5;

    internal const int NFT_MSG_NEWCHAIN = 3, NFT_MSG_GETCHAIN = 4, NFT_MSG_NEWRULE = 6, NFT_MSG_GETRULE = 7, NFT_MSG_NEWSETELEM = 12,
        NFT_MSG_GETSETELEM = 13;

    internal const int NFTA_LIST_ELEM = 1;
    internal const int NFTA_HOOK_HOOKNUM = 1, NFTA_HOOK_PRIORITY = 2;
    internal const int NFTA_CHAIN_TABLE = 1, NFTA_CHAIN_NAME = 3, NFTA_CHAIN_HOOK = 4, NFTA_CHAIN_POLICY = 5, NFTA_CHAIN_TYPE = 7;
    internal const int NFTA_RULE_TABLE = 1, NFTA_RULE_CHAIN = 2, NFTA_RULE_HANDLE = 3, NFTA_RULE_EXPRESSIONS = 4;
    internal const int NFTA_DATA_VALUE = 1, NFTA_DATA_VERDICT = 2;
    internal const int NFTA_VERDICT_CODE = 1, NFTA_VERDICT_CHAIN = 2;
    internal const int NFTA_EXPR_NAME = 1, NFTA_EXPR_DATA = 2;
    internal const int NFTA_IMMEDIATE_DREG = 1, NFTA_IMMEDIATE_DATA = 2;
    internal const int NFTA_BITWISE_SREG = 1, NFTA_BITWISE_DREG = 2, NFTA_BITWISE_MASK = 4, NFTA_BITWISE_XOR = 5, NFTA_BITWISE_OP = 6;
    internal const int NFTA_CMP_SREG = 1, NFTA_CMP_OP = 2, NFTA_CMP_DATA = 3;
    internal const int NFTA_RANGE_SREG = 1, NFTA_RANGE_OP = 2, NFTA_RANGE_FROM_DATA = 3, NFTA_RANGE_TO_DATA = 4;
    internal const int NFTA_LOOKUP_SET = 1, NFTA_LOOKUP_SREG = 2, NFTA_LOOKUP_DREG = 3, NFTA_LOOKUP_FLAGS = 5, NFT_LOOKUP_F_INV = 1;
    internal const int NFTA_PAYLOAD_DREG = 1, NFTA_PAYLOAD_BASE = 2, NFTA_PAYLOAD_OFFSET = 3, NFTA_PAYLOAD_LEN = 4;
    internal const int NFT_PAYLOAD_NETWORK_HEADER = 1, NFT_PAYLOAD_TRANSPORT_HEADER = 2;
    internal const int NFTA_META_DREG = 1, NFTA_META_KEY = 2, NFT_META_IIFNAME = 6, NFT_META_OIFNAME = 7,
        NFT_META_NFPROTO = 15, NFT_META_L4PROTO = 16;
    internal const int NFTA_CT_DREG = 1, NFTA_CT_KEY = 2, NFT_CT_STATE = 0;
    internal const int NFTA_SET_ELEM_KEY = 1, NFTA_SET_ELEM_FLAGS = 3, NFTA_SET_ELEM_KEY_END = 10, NFT_SET_ELEM_INTERVAL_END = 1;
    internal const int NFTA_SET_ELEM_LIST_TABLE = 1, NFTA_SET_ELEM_LIST_SET = 2, NFTA_SET_ELEM_LIST_ELEMENTS = 3;
    internal const int NFTA_TARGET_NAME = 1;
}
