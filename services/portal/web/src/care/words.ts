import type { Words } from '../i18n';

export const zh: Words = { 'c.title': '随访工作台', 'c.headline': '{{total}} 位在管患者，{{n}} 位需要处理', 'c.due': '截止 {{at}}', 'c.overdue': '已超时', 'c.ack': '我来处理', 'c.close': '结束任务', 'c.reason': '结束的理由', 'c.none': '没有待处理的任务。', 'c.critical': '危急', 'c.high': '高', 'c.medium': '中', 'c.low': '低', 'c.no-data': '无数据' };
export const en: Words = { 'c.title': 'Worklist', 'c.headline': '{{n}} of {{total}} patients need attention', 'c.due': 'Due {{at}}', 'c.overdue': 'Overdue', 'c.ack': 'Acknowledge', 'c.close': 'Close task', 'c.reason': 'Reason for closing', 'c.none': 'Nothing is open.', 'c.critical': 'Critical', 'c.high': 'High', 'c.medium': 'Medium', 'c.low': 'Low', 'c.no-data': 'No data' };
