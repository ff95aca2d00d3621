package lexicon

import "strings"

// apartKind is the kind of the concept of everyday words in which the brand of a
// medicine stands and is not meant; it is given to nobody.
const apartKind = "apart"

// Apart gives everyday words that hold the two characters of a brand: 可定期复查 is
// no 可定 (rosuvastatin), 血管通畅 no 管通 (midodrine). A name within one is not
// read, here or by the fence.
func Apart() []string {
	return strings.Fields(`可定期 可定时 可定量 可定位 可定点 可定向 可定性 可定义 可定为 可定于 不可定 尚可定 无可定
		血管通 气管通 食管通 导管通 胃管通 尿管通 支管通 胆管通 输卵管通 引流管通 主管通 保管通 管通畅 管通过 管通气 管通透 管通知
		现代文 当代文 古代文 近代文 历代文 代文明 代文献 代文化 代文字 双方希望 对方希望 方希望 一舒张 一舒缓 一舒服
		必存在 势必存 未必存 必存有 尽快克 快克服 快克制 更快克 快克隆 美能力 审美能 完美能 健美能 此类克 一类克 二类克 三类克 这类克 那类克 类克隆`)
}
